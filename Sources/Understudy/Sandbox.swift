import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

extension MockServer {
  /// The isolated agents, journal, faults, clock and rule switches of one test. It starts with the seeds.
  ///
  /// Calls go to the control plane directly, without the network. A sandbox keeps its server running.
  public struct Sandbox: Sendable {
    private let id: SandboxName
    private let server: MockServer

    init(_ id: SandboxName, of server: MockServer) {
      self.id = id
      self.server = server
    }

    /// The name: 1 to 64 of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`.
    public var name: String { id.text }

    /// The sandbox's base URL, for a client with a configurable base URL:
    /// `http://127.0.0.1:34567/sandbox/checkout-7`. A vendor's prefix may follow: `…/sandbox/checkout-7/voicebip`.
    public var url: String { "\(server.url)/sandbox/\(name)" }

    /// Returns a seeded credential that names this sandbox, for a client whose base URL is the server's:
    /// `cfy_your_api_key~checkout-7`.
    ///
    /// - Parameter seeded: a key, token or workspace id of the seeds.
    public func credential(_ seeded: String) -> String { "\(seeded)~\(name)" }

    /// Restores the initial agents, clock and switches, and removes the journal and all faults. Delayed responses are
    /// cut off.
    public func reset() throws(ControlPlaneError) { try call("POST", "/reset") }

    /// Resets the sandbox and removes it from the server until it is used again. A sandbox that is unused for an hour
    /// is removed automatically.
    public func remove() throws(ControlPlaneError) { try call("DELETE", "/sandboxes/\(name)") }
  }
}

extension MockServer.Sandbox {
  /// Calls the control plane below `/__admin` of this sandbox.
  @discardableResult
  func call(_ method: String, _ path: String, _ body: JSON? = nil) throws(MockServer.ControlPlaneError)
    -> AnswerReader
  {
    let response = try response(method, path, body)
    let answer = try response.answer(to: "\(method) \(path)")
    guard 200...299 ~= response.status else {
      throw MockServer.ControlPlaneError(answer: answer.json, status: response.status)
    }
    return answer
  }

  /// Returns the control plane's response, whatever its status.
  func response(_ method: String, _ path: String, _ body: JSON?) throws(MockServer.ControlPlaneError) -> Response {
    let request = Request(
      method: method, target: "/sandbox/\(name)/__admin\(path)", body: .complete(body?.bytes ?? []))
    // Only `POST /verify` with a time-out is deferred; ``verify(_:_:within:)`` calls another function.
    guard case .immediate(let response) = server.control.localReply(to: request) else {
      throw MockServer.ControlPlaneError("\(method) \(path): the control plane did not answer immediately")
    }
    return response
  }

  /// Returns the response to `POST /verify` with a time-out.
  func response(toVerificationOf query: JSON) async -> Response { await server.control.verify(query, in: id) }
}

extension Response {
  /// Reads the body of an answer of the control plane.
  func answer(to call: String) throws(MockServer.ControlPlaneError) -> AnswerReader {
    do throws(ReadError) {
      return AnswerReader(try JSON(reading: body), of: call)
    } catch {
      throw MockServer.ControlPlaneError("\(call): the answer with status \(status) is not JSON: \(error)")
    }
  }
}
