extension MockServer {
  /// The result of a verification. Its description explains a failure in a test's log.
  public struct Verdict: Sendable {
    /// Whether the expected number was found.
    public enum Outcome: String, Sendable {
      /// The number was as expected.
      case pass
      /// The number was not as expected.
      case fail
      /// The number is unknown: the journal had to drop requests that may match, or the sandbox was reset.
      case indeterminate
    }

    /// A request that almost matched.
    public struct NearMiss: Sendable {
      /// The request's ``LoggedRequest/id``.
      public let requestID: String
      /// Method, target and status: `PUT /functions/… answered 400`, or `… waits for its response`.
      public let summary: String
      /// A sentence for each difference.
      public let differences: [String]
    }

    /// Whether the expected number was found.
    public let outcome: Outcome
    /// The number of requests that match.
    public let count: Int
    /// The number of requests that wait for a delayed response, and match or may match: an effect is known when the
    /// response is produced.
    public let waiting: Int
    /// The ids of the first hundred requests that match, in the order of their arrival.
    public let requestIDs: [String]
    /// The three nearest requests if the outcome is ``Outcome/fail``.
    public let nearest: [NearMiss]
    private let expected: String
    private let reason: String?
    private let note: String?

    /// Whether the outcome is ``Outcome/pass``; false also if it is indeterminate.
    public var passed: Bool { outcome == .pass }

    init(_ answer: AnswerReader) throws(ControlPlaneError) {
      let verdict = try answer.member("verdict")
      guard let outcome = Outcome(rawValue: try verdict.string()) else {
        throw verdict.expected("`pass`, `fail` or `indeterminate`")
      }
      self.outcome = outcome
      count = try answer.integer("count")
      waiting = answer.optional("waiting") == nil ? 0 : try answer.integer("waiting")
      requestIDs = try answer.strings("requests")
      nearest = outcome == .fail ? try answer.elements(of: "nearest", NearMiss.init) : []
      expected = try answer.member("expected").members().map { "\($0.name) \($0.value.json)" }
        .joined(separator: ", ")
      reason = try answer.optional("reason")?.string()
      note = try answer.optional("note")?.string()
    }
  }
}

extension MockServer.Verdict: CustomStringConvertible {
  /// The outcome and its reason, on several lines.
  public var description: String {
    let head = "\(outcome.rawValue): \(count) found, expected \(expected)"
    let misses = nearest.flatMap { miss in
      ["nearest: \(miss.summary) (\(miss.requestID))"] + miss.differences.map { "  \($0)" }
    }
    let waits = waiting > 0 ? "waiting for their responses: \(waiting)" : nil
    return ([head] + [waits, reason, note].compactMap(\.self) + misses).joined(separator: "\n")
  }
}

extension MockServer.Verdict.NearMiss {
  fileprivate init(_ answer: AnswerReader) throws(MockServer.ControlPlaneError) {
    requestID = try answer.string("id")
    let status = answer.optional("status").map { "answered \($0.json)" } ?? "waits for its response"
    summary = "\(try answer.string("method")) \(try answer.string("url")) \(status)"
    differences = try answer.elements(of: "mismatches") { mismatch throws(MockServer.ControlPlaneError) in
      let (pointer, place) = (try mismatch.string("pointer"), try mismatch.string("place"))
      let remark = try mismatch.optional("remark")?.string()
      // Null and a missing value differ here.
      let (expected, actual) = (mismatch.json.members?["expected"], mismatch.json.members?["actual"])
      return "\(pointer): expected \(expected?.description ?? "nothing"), "
        + "but \(place) is \(actual?.description ?? "not there")\(remark.map { " (\($0))" } ?? "")"
    }
  }
}
