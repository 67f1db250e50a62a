import Foundation
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

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

    /// The name: 1 to 64 of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`, but neither `.` nor `..`.
    public var name: String { id.text }

    /// The sandbox's base URL, for a client with a configurable base URL:
    /// `http://127.0.0.1:34567/sandbox/checkout-7`. A vendor's prefix may follow: `…/sandbox/checkout-7/voicebip`.
    public var url: String { "\(server.url)/sandbox/\(name)" }

    /// The sandbox's base URL for clients that need https; nil without TLS.
    public var httpsURL: String? { server.httpsURL.map { "\($0)/sandbox/\(name)" } }

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

    /// Returns an agent as it is stored, including members that the vendor's response leaves out.
    ///
    /// - Parameters:
    ///   - collection: the vendor's endpoint, such as `centerfy`; `talkifai` and `talkifai-studio` share `talkifai`.
    ///   - id: the agent's id.
    /// - Throws: ``MockServer/ControlPlaneError`` if there is no such collection or agent.
    public func agent(_ collection: String, id: String) throws(ControlPlaneError) -> JSONValue {
      JSONValue(try call("GET", "/agents/\(collection.asStep)/\(id.asStep)").json)
    }

    /// Returns all agents of a collection, including the seeded ones.
    ///
    /// - Throws: ``MockServer/ControlPlaneError`` if there is no such collection.
    public func agents(_ collection: String) throws(ControlPlaneError) -> [JSONValue] {
      try call("GET", "/agents/\(collection.asStep)").elements(of: "agents") { agent throws(ControlPlaneError) in
        JSONValue(try agent.member("record").json)
      }
    }

    /// Stores an agent. It is validated as a seed is.
    ///
    /// - Throws: ``MockServer/ControlPlaneError`` with every error in the record.
    public func store(_ agent: JSONValue, in collection: String, id: String) throws(ControlPlaneError) {
      try call("PUT", "/agents/\(collection.asStep)/\(id.asStep)", agent.json)
    }

    /// Removes an agent from this sandbox.
    ///
    /// - Throws: ``MockServer/ControlPlaneError`` if there is no such collection or agent.
    public func removeAgent(_ collection: String, id: String) throws(ControlPlaneError) {
      try call("DELETE", "/agents/\(collection.asStep)/\(id.asStep)")
    }

    /// The requests in the order of their arrival. Those that wait for a delayed response are among them.
    public var requests: [LoggedRequest] {
      get throws(ControlPlaneError) {
        try call("GET", "/requests").elements(of: "requests", LoggedRequest.init).reversed()
      }
    }

    /// Returns the requests and their responses as a HAR file (HTTP Archive 1.2), in the order of their arrival. Browsers'
    /// network panels open it. A request that waits for a delayed response is there without one.
    public func har() throws(ControlPlaneError) -> String {
      let response = try response("GET", "/requests.har", nil)
      guard response.status == 200 else { throw ControlPlaneError(refusal: response) }
      return String(decoding: response.body, as: UTF8.self)
    }

    /// The changes that accepted requests of clients made, in their order. What ``store(_:in:id:)``, ``removeAgent(_:id:)`` and
    /// snapshots did is not among them.
    public var changes: [Change] {
      get throws(ControlPlaneError) {
        let changes = try call("GET", "/changes").elements(of: "changes") { change throws(ControlPlaneError) in
          try change.member("requestId").json == .null ? nil : Change(change)
        }
        return changes.compactMap(\.self).reversed()
      }
    }

    /// Freezes the clock, which stamps agents and the journal.
    ///
    /// - Parameter time: the new time; fractions of a second are cut off.
    public func freeze(at time: Date) throws(ControlPlaneError) {
      try call("PUT", "/clock", ["now": .string(Timestamp(time).description), "frozen": true])
    }

    /// Advances the clock, whether it is frozen or running.
    ///
    /// - Parameter time: in milliseconds; a negative duration sets the clock back.
    public func advanceClock(by time: Duration) throws(ControlPlaneError) {
      try call("PUT", "/clock", ["advanceMilliseconds": time.milliseconds])
    }

    /// Sets the clock back to the system's time.
    public func unfreeze() throws(ControlPlaneError) { try call("DELETE", "/clock") }

    /// Switches a rule off.
    ///
    /// - Parameter id: the id in the header `X-Understudy-Rule` of a refusal: `centerfy.temperature.range`.
    /// - Throws: ``MockServer/ControlPlaneError`` if there is no such rule, or if it cannot be switched.
    public func disableRule(_ id: String) throws(ControlPlaneError) {
      try call("PUT", "/rules/\(id.asStep)", ["enabled": false])
    }

    /// Switches a rule on that is off by default or was switched off.
    ///
    /// - Throws: ``MockServer/ControlPlaneError`` if there is no such rule, or if it cannot be switched.
    public func enableRule(_ id: String) throws(ControlPlaneError) {
      try call("PUT", "/rules/\(id.asStep)", ["enabled": true])
    }

    /// Uses another profile of rules, until a reset. Rules that were switched by their ids stay as they are.
    public func use(profile: RuleProfile) throws(ControlPlaneError) {
      try call("PUT", "/profile", ["profile": .string(profile.rawValue)])
    }

    /// Calls the control plane below `/__admin` of this sandbox.
    @discardableResult
    func call(_ method: String, _ path: String, _ body: JSON? = nil) throws(ControlPlaneError) -> AnswerReader {
      try response(method, path, body).answer(to: "\(method) \(path)")
    }

    /// Returns the control plane's response, whatever its status.
    func response(_ method: String, _ path: String, _ body: JSON?) throws(ControlPlaneError) -> Response {
      let request = Request(
        method: method, target: "/sandbox/\(name)/__admin\(path)", body: .complete(body?.bytes ?? []))
      // Only `POST /verify` with a time-out is deferred; ``verify(_:_:within:)`` calls another function.
      if case .immediate(let response) = server.control.localReply(to: request) { return response }
      throw ControlPlaneError("\(method) \(path): the control plane did not answer immediately")
    }

    /// Returns the response to `POST /verify` with a time-out.
    func response(toVerificationOf query: JSON) async -> Response { await server.control.verify(query, in: id) }
  }
}

extension Duration {
  /// The duration in whole milliseconds, limited to what JSON numbers hold exactly; the control plane refuses any
  /// that is too long for it.
  var milliseconds: JSON {
    let limit = 9e15
    return .number(Number(Int(max(-limit, min(limit, (self / .milliseconds(1)).rounded())))))
  }
}
