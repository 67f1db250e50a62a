import UnderstudyHTTP
import UnderstudyJSON

extension MockServer {
  /// The requests, or the changes of agents, that ``Sandbox/verify(_:_:)`` counts.
  public struct Query: Sendable {
    fileprivate let pattern: RequestPattern
    fileprivate var effect: Members?

    /// Requests, whether they were accepted or refused.
    public static func request(_ pattern: RequestPattern) -> Query { Query(pattern: pattern) }

    /// Accepted updates that made these changes, and possibly others.
    ///
    /// - Parameters:
    ///   - collection: the vendor's endpoint, such as `centerfy`; `talkifai` and `talkifai-studio` share `talkifai`.
    ///   - id: the agent's id; if nil, any agent.
    ///   - changed: new values by JSON Pointer, each different from before: `["/temperature": 0.5]`.
    ///   - pattern: the requests that may have made the changes; any by default.
    public static func update(
      of collection: String, id: String? = nil, changed: [String: JSONValue] = [:],
      by pattern: RequestPattern = .any
    ) -> Query {
      var effect: Members = ["collection": .string(collection)]
      effect["id"] = id.map(JSON.string)
      effect["changed"] = .object(
        changed.sorted { $0.key < $1.key }.reduce(into: [:]) { $0[$1.key] = $1.value.json })
      return Query(pattern: pattern, effect: effect)
    }

    /// Accepted updates that made these changes and no others, except the time of the update.
    public static func update(
      of collection: String, id: String? = nil, changedOnly changed: [String: JSONValue],
      by pattern: RequestPattern = .any
    ) -> Query {
      var query = update(of: collection, id: id, changed: changed, by: pattern)
      query.effect?["only"] = true
      return query
    }

    /// Accepted requests that created agents.
    ///
    /// - Parameters:
    ///   - collection: the vendor's endpoint, as for updates.
    ///   - holding: values that the new agent has, by JSON Pointer: `["/name": "Sales Bot"]`.
    ///   - pattern: the requests that may have created them; any by default.
    public static func creation(
      of collection: String, holding: [String: JSONValue] = [:], by pattern: RequestPattern = .any
    ) -> Query {
      var query = update(of: collection, changed: holding, by: pattern)
      query.effect?["kind"] = "created"
      return query
    }

    /// Accepted requests that deleted or archived agents.
    ///
    /// - Parameters:
    ///   - collection: the vendor's endpoint, as for updates.
    ///   - id: the agent's id; if nil, any agent.
    ///   - pattern: the requests that may have deleted them; any by default.
    public static func deletion(
      of collection: String, id: String? = nil, by pattern: RequestPattern = .any
    ) -> Query {
      var effect: Members = ["collection": .string(collection), "kind": "deleted"]
      effect["id"] = id.map(JSON.string)
      return Query(pattern: pattern, effect: effect)
    }
  }

  /// A WireMock request pattern. A part that is left out matches anything.
  public struct RequestPattern: Sendable {
    let json: JSON

    /// Matches every request.
    public static let any = RequestPattern()

    /// - Parameters:
    ///   - method: the HTTP method, such as `PUT`.
    ///   - path: the whole path, without a query and without a sandbox.
    ///   - headers: the values of header fields by name; the case of a name does not matter.
    ///   - body: JSON that the body contains, possibly among other members.
    public init(
      method: String? = nil, path: String? = nil, headers: [String: String] = [:], body: JSONValue? = nil
    ) {
      var members = Members()
      members["method"] = method.map(JSON.string)
      members["urlPath"] = path.map(JSON.string)
      if !headers.isEmpty {
        members["headers"] = .object(headers.reduce(into: [:]) { $0[$1.key] = ["equalTo": .string($1.value)] })
      }
      // As text: WireMock parses a string that is given here as JSON.
      members["bodyPatterns"] = body.map {
        [["equalToJson": .string($0.description), "ignoreExtraElements": true]]
      }
      json = .object(members)
    }

    /// A pattern in WireMock's JSON, for parts that have no parameter here:
    /// `["method": "PUT", "urlPathPattern": "/functions/.*"]`. An error in it is thrown by the function that it is
    /// passed to.
    public init(wireMock json: JSONValue) { self.json = json.json }

    /// Matches requests with this method.
    public static func method(_ method: String) -> RequestPattern { RequestPattern(method: method) }

    /// Matches requests with this path.
    public static func path(_ path: String) -> RequestPattern { RequestPattern(path: path) }
  }

  /// The number of requests or updates that a test expects.
  public enum Count: Sendable, Hashable {
    /// Exactly this number.
    case exactly(Int)
    /// This number or more.
    case atLeast(Int)
    /// This number or fewer.
    case atMost(Int)

    fileprivate var member: (name: String, value: Int) {
      switch self {
      case .exactly(let count): ("exactly", count)
      case .atLeast(let count): ("atLeast", count)
      case .atMost(let count): ("atMost", count)
      }
    }
  }
}

extension MockServer.Sandbox {
  /// Counts the requests or updates so far.
  ///
  /// - Parameters:
  ///   - query: the requests, the updates, creations or deletions, or both.
  ///   - count: the number of them that passes.
  /// - Returns: the verdict; its description says why: `#expect(verdict.passed, "\\(verdict)")`.
  /// - Throws: ``MockServer/ControlPlaneError`` if the query is invalid.
  public func verify(
    _ query: MockServer.Query, _ count: MockServer.Count = .atLeast(1)
  ) throws(MockServer.ControlPlaneError) -> MockServer.Verdict {
    try verdict(response("POST", "/verify", document(query, count)))
  }

  /// Waits until the verdict is final or the time is up, for a client that works in the background. No thread is
  /// blocked. `exactly` and `atMost` take the whole time unless there are too many before.
  ///
  /// - Parameters:
  ///   - query: the requests, the updates, creations or deletions, or both.
  ///   - count: the number of them that passes.
  ///   - time: at most ten minutes, in milliseconds.
  /// - Returns: the verdict; if the task is cancelled, the current one.
  /// - Throws: ``MockServer/ControlPlaneError`` if the query is invalid.
  public func verify(
    _ query: MockServer.Query, _ count: MockServer.Count = .atLeast(1), within time: Duration
  ) async throws(MockServer.ControlPlaneError) -> MockServer.Verdict {
    try verdict(await response(toVerificationOf: document(query, count, within: time)))
  }

  private func document(_ query: MockServer.Query, _ count: MockServer.Count, within time: Duration = .zero) -> JSON
  {
    var members: Members = ["request": query.pattern.json, "timeoutMilliseconds": time.milliseconds]
    members["effect"] = query.effect.map(JSON.object)
    members[count.member.name] = .number(Number(count.member.value))
    return .object(members)
  }

  private func verdict(_ response: Response) throws(MockServer.ControlPlaneError) -> MockServer.Verdict {
    try MockServer.Verdict(response.answer(to: "POST /verify", statuses: [200, 409, 410]))
  }
}
