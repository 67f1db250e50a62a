import Foundation
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

/// A world of its own for one test: agents, journal, faults, clock and rule switches. It begins as the seeds.
///
/// Whoever asks it goes the way of `/__admin`, without the network. It holds the server, which runs at least as long.
public struct Sandbox: Sendable {
  private let id: SandboxName
  private let server: MockServer

  init(_ id: SandboxName, of server: MockServer) {
    self.id = id
    self.server = server
  }

  /// 1 to 64 of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`.
  public var name: String { id.text }

  /// The base URL of the sandbox, for a client that is told its base URL: `http://127.0.0.1:34567/sandbox/checkout-7`.
  /// A vendor's prefix may stand behind it: `…/sandbox/checkout-7/voicebip`.
  public var url: String { "\(server.url)/sandbox/\(name)" }

  /// A seeded credential that names this sandbox, for a client whose base URL is the server's:
  /// `cfy_your_api_key~checkout-7`.
  ///
  /// - Parameter seeded: a key, token or workspace id of the seeds.
  public func credential(_ seeded: String) -> String { "\(seeded)~\(name)" }

  /// Everything as it began: agents, journal, faults, clock and switches. Answers that still wait are cut off.
  public func reset() throws(ControlPlaneError) { try ask("POST", "/reset") }

  /// The same, and the server forgets the sandbox until it is used again. One that is not used for an hour goes by
  /// itself.
  public func remove() throws(ControlPlaneError) { try ask("DELETE", "/sandboxes/\(name)") }
}

extension Sandbox {
  /// Calls the control plane, below `/__admin` of this sandbox.
  @discardableResult
  func ask(_ method: String, _ path: String, _ body: JSON? = nil) throws(ControlPlaneError) -> JSON {
    let answer = answer(method, path, body)
    guard 200...299 ~= answer.status else { throw ControlPlaneError(answer: answer.json, status: answer.status) }
    return answer.json
  }

  /// The same, whatever the status.
  func answer(_ method: String, _ path: String, _ body: JSON?) -> (status: Int, json: JSON) {
    let request = Request(
      method: method, target: "/sandbox/\(name)/__admin\(path)", body: .complete(body?.bytes ?? []))
    // Only a question that says how long waits, and that goes the other way.
    guard case .immediate(let response) = server.control.localReply(to: request) else { return (500, .null) }
    return (response.status, response.json)
  }

  /// What `POST /verify` answers, when it does.
  func answer(toQuestion question: JSON) async -> (status: Int, json: JSON) {
    let response = await server.control.verify(question, in: id)
    return (response.status, response.json)
  }
}

extension Response {
  var json: JSON { (try? JSON(reading: body)) ?? .null }
}
