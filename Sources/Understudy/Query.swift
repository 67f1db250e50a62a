import UnderstudyJSON

extension MockServer {
  /// The requests or updates that ``Sandbox/verify(_:_:)`` counts.
  public struct Query: Sendable {
    let members: Members

    /// Requests, whether they were accepted or refused.
    public static func request(_ pattern: RequestPattern) -> Query { Query(members: ["request": pattern.json]) }

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
      Query(collection, id, changed, .allowed, pattern)
    }

    /// Accepted updates that made these changes and no others, except the time of the update.
    public static func update(
      of collection: String, id: String? = nil, changedOnly changed: [String: JSONValue],
      by pattern: RequestPattern = .any
    ) -> Query {
      Query(collection, id, changed, .excluded, pattern)
    }
  }

  /// The number of requests or updates that a test expects.
  public enum Count: Sendable, Hashable {
    /// Exactly this number.
    case exactly(Int)
    /// This number or more.
    case atLeast(Int)
    /// This number or fewer.
    case atMost(Int)

    var member: (name: String, value: JSON) {
      switch self {
      case .exactly(let count): ("exactly", .number(Number(count)))
      case .atLeast(let count): ("atLeast", .number(Number(count)))
      case .atMost(let count): ("atMost", .number(Number(count)))
      }
    }
  }
}

extension MockServer.Query {
  private enum OtherChanges { case allowed, excluded }

  private init(
    _ collection: String, _ id: String?, _ changed: [String: MockServer.JSONValue], _ others: OtherChanges,
    _ pattern: MockServer.RequestPattern
  ) {
    var effect: Members = ["collection": .string(collection)]
    effect["id"] = id.map(JSON.string)
    effect["changed"] = .object(changed.sorted { $0.key < $1.key }.reduce(into: [:]) { $0[$1.key] = $1.value.json })
    effect["only"] = .bool(others == .excluded)
    members = ["request": pattern.json, "effect": .object(effect)]
  }
}

extension MockServer.Sandbox {
  /// Counts the requests or updates so far.
  ///
  /// - Returns: the verdict; its description says why: `#expect(verdict.passed, "\\(verdict)")`.
  /// - Throws: ``MockServer/ControlPlaneError`` if the query is invalid.
  public func verify(
    _ query: MockServer.Query, _ count: MockServer.Count = .atLeast(1)
  ) throws(MockServer.ControlPlaneError) -> MockServer.Verdict {
    try MockServer.Verdict(try response("POST", "/verify", .object(document(query, count))))
  }

  /// Waits until the verdict is final or the time is up, for a client that works in the background. No thread is
  /// blocked. `exactly` and `atMost` take the whole time unless there are too many before.
  ///
  /// - Parameter time: at most ten minutes, in milliseconds.
  /// - Returns: the verdict; if the task is cancelled, the current one.
  /// - Throws: ``MockServer/ControlPlaneError`` if the query is invalid.
  public func verify(
    _ query: MockServer.Query, _ count: MockServer.Count = .atLeast(1), within time: Duration
  ) async throws(MockServer.ControlPlaneError) -> MockServer.Verdict {
    var document = document(query, count)
    document["timeoutMilliseconds"] = time.milliseconds
    return try MockServer.Verdict(await response(toVerificationOf: .object(document)))
  }

  private func document(_ query: MockServer.Query, _ count: MockServer.Count) -> Members {
    var members = query.members
    members[count.member.name] = count.member.value
    return members
  }
}
