import UnderstudyJSON

/// The answer of `GET /__admin/verdict`.
struct VerdictReply {
  enum Outcome: String { case pass, fail, indeterminate }

  struct Issue {
    let kind: String
    let count: Int
    let examples: [String]
    /// The requests of all sandboxes that are in no case.
    let unlisted: Int
  }

  /// Requests of one sandbox that have the same issue for the same reason.
  struct Case {
    let kind: String
    let operation: Operation
    let status: Int
    let count: Int
    let firstRequest: String
    let message: String
    let hint: String?
    let rule: Rule?
  }

  /// Requests to one operation without an issue.
  struct Answered {
    let operation: Operation
    let count: Int
  }

  struct Operation {
    let sandbox: String
    let endpoint: String?
    let method: String
    let path: String
  }

  struct Rule {
    let id: String
    let requirement: String?
    let source: String?
    let document: String?
  }

  let outcome: Outcome
  let version: String
  /// The kinds of issues that count.
  let failing: [String]
  /// Where they are from: `query`, `server` or `default`.
  let origin: String
  let sandbox: String?
  let requests: Int
  let issues: [Issue]
  let cases: [Case]
  /// How often each operation answered without an issue.
  let answered: [Answered]
  let unlistedAnswers: Int

  /// - Returns: nil if this is not the answer of an Understudy.
  init?(_ json: JSON) {
    guard let reply = json.members, let outcome = reply["verdict"]?.string.flatMap(Outcome.init),
      let failOn = reply["failOn"]?.members, let issues = reply["issues"]?.array
    else { return nil }
    self.outcome = outcome
    version = reply.text("version")
    failing = failOn["kinds"]?.array?.compactMap(\.string) ?? []
    origin = failOn.text("origin")
    sandbox = reply["sandbox"]?.string
    requests = reply.count("requests")
    self.issues = issues.compactMap(\.members).map(Issue.init)
    cases = (reply["cases"]?.array ?? []).compactMap(\.members).map(Case.init)
    answered = (reply["answered"]?.array ?? []).compactMap(\.members).map {
      Answered(operation: Operation($0), count: $0.count("count"))
    }
    unlistedAnswers = reply.count("answeredUnlisted")
  }
}

extension VerdictReply.Issue {
  fileprivate init(_ members: Members) {
    kind = members.text("kind")
    count = members.count("count")
    examples = members["examples"]?.array?.compactMap(\.string) ?? []
    unlisted = members.count("unlisted")
  }
}

extension VerdictReply.Case {
  fileprivate init(_ members: Members) {
    kind = members.text("kind")
    operation = VerdictReply.Operation(members)
    status = members.count("status")
    count = members.count("count")
    firstRequest = members.text("firstRequest")
    message = members.text("message")
    hint = members["hint"]?.string
    rule = members["rule"]?.members.map(VerdictReply.Rule.init)
  }
}

extension VerdictReply.Operation {
  fileprivate init(_ members: Members) {
    sandbox = members.text("sandbox")
    endpoint = members["endpoint"]?.string
    method = members.text("method")
    path = members.text("path")
  }
}

extension VerdictReply.Rule {
  fileprivate init(_ members: Members) {
    id = members.text("id")
    requirement = members["sentence"]?.string
    source = members["source"]?.string.map { kind in
      members["place"]?.string.map { "\(kind): \($0)" } ?? kind
    }
    document = members["document"]?.string
  }
}

extension Members {
  fileprivate func text(_ name: String) -> String { self[name]?.string ?? "" }

  /// Limited, so that sums of what another server sends do not overflow.
  fileprivate func count(_ name: String) -> Int {
    guard case .number(let number)? = self[name], let count = number.integer.flatMap({ Int($0.text) }) else {
      return 0
    }
    return count < 0 ? 0 : Swift.min(count, 1 << 40)
  }
}
