import UnderstudyJSON

/// What ``Sandbox/verify(_:_:)`` counts.
public struct Question: Sendable {
  let members: Members

  /// Requests, whatever came of them.
  public static func request(_ pattern: RequestPattern) -> Question { Question(members: ["request": pattern.json]) }

  /// Accepted updates that changed this, and possibly more.
  ///
  /// - Parameters:
  ///   - collection: the vendor's endpoint, such as `centerfy`; `talkifai` and `talkifai-studio` share `talkifai`.
  ///   - id: the agent's; nil, the default, is any.
  ///   - changed: new values by JSON Pointer, each other than before: `["/temperature": 0.5]`.
  ///   - pattern: which requests may have done it; by default any.
  public static func update(
    of collection: String, id: String? = nil, changed: [String: JSONValue] = [:], by pattern: RequestPattern = .any
  ) -> Question {
    Question(collection, id, changed, .others, pattern)
  }

  /// The same, of updates that changed nothing else, the time of the update apart.
  public static func update(
    of collection: String, id: String? = nil, changedOnly changed: [String: JSONValue],
    by pattern: RequestPattern = .any
  ) -> Question {
    Question(collection, id, changed, .nothingElse, pattern)
  }
}

extension Question {
  private enum Rest { case others, nothingElse }

  private init(
    _ collection: String, _ id: String?, _ changed: [String: JSONValue], _ rest: Rest, _ pattern: RequestPattern
  ) {
    var effect: Members = ["collection": .string(collection)]
    effect["id"] = id.map(JSON.string)
    effect["changed"] = .object(changed.sorted { $0.key < $1.key }.reduce(into: [:]) { $0[$1.key] = $1.value.json })
    effect["only"] = .bool(rest == .nothingElse)
    members = ["request": pattern.json, "effect": .object(effect)]
  }
}

/// How many there are to be.
public enum Count: Sendable, Hashable {
  /// So many, no more and no fewer.
  case exactly(Int)
  /// So many or more.
  case atLeast(Int)
  /// So many or fewer.
  case atMost(Int)

  var member: (name: String, value: JSON) {
    switch self {
    case .exactly(let count): ("exactly", .number(Number(count)))
    case .atLeast(let count): ("atLeast", .number(Number(count)))
    case .atMost(let count): ("atMost", .number(Number(count)))
    }
  }
}

extension Sandbox {
  /// Counts what was answered so far.
  ///
  /// - Returns: the verdict, which explains itself: `#expect(verdict.passed, "\\(verdict)")`.
  /// - Throws: ``ControlPlaneError`` where the question has a mistake.
  public func verify(_ question: Question, _ count: Count = .atLeast(1)) throws(ControlPlaneError) -> Verdict {
    let (status, json) = answer("POST", "/verify", document(question, count))
    return try Verdict(json, status)
  }

  /// The same, for a client that works in the background: waits until the verdict cannot change any more, or time is
  /// up. No thread waits. `exactly` and `atMost` take all of the time, unless there are too many before.
  ///
  /// - Parameter time: at most ten minutes; counted in milliseconds.
  /// - Throws: ``ControlPlaneError`` where the question has a mistake. Where the task is cancelled, the verdict is
  ///   that of the moment.
  public func verify(
    _ question: Question, _ count: Count = .atLeast(1), within time: Duration
  ) async throws(ControlPlaneError) -> Verdict {
    var document = document(question, count).members ?? [:]
    document["timeoutMilliseconds"] = time.milliseconds
    let (status, json) = await answer(toQuestion: .object(document))
    return try Verdict(json, status)
  }

  private func document(_ question: Question, _ count: Count) -> JSON {
    var members = question.members
    members[count.member.name] = count.member.value
    return .object(members)
  }
}
