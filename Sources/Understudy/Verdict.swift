import UnderstudyHTTP
import UnderstudyJSON

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
      /// Method, target and status: `PUT /functions/… answered 400`.
      public let summary: String
      /// A sentence for each difference.
      public let differences: [String]
    }

    /// Whether the expected number was found.
    public let outcome: Outcome
    /// The number of requests that match.
    public let count: Int
    /// The ids of the first hundred of them, in the order in which they were answered.
    public let requestIDs: [String]
    /// The three nearest requests if the outcome is ``Outcome/fail``.
    public let nearest: [NearMiss]
    private let expected: String
    private let reason: String?

    /// Whether the outcome is ``Outcome/pass``; false also if it is indeterminate.
    public var passed: Bool { outcome == .pass }
  }
}

extension MockServer.Verdict {
  private static let statuses: Set = [200, 409, 410]

  init(_ response: Response) throws(MockServer.ControlPlaneError) {
    let answer = try response.answer(to: "POST /verify")
    guard Self.statuses.contains(response.status) else {
      throw MockServer.ControlPlaneError(answer: answer.json, status: response.status)
    }
    try self.init(answer)
  }

  init(_ answer: AnswerReader) throws(MockServer.ControlPlaneError) {
    let verdict = try answer.member("verdict")
    guard let outcome = Outcome(rawValue: try verdict.string()) else {
      throw verdict.expected("`pass`, `fail` or `indeterminate`")
    }
    self.outcome = outcome
    count = try answer.member("count").integer()
    requestIDs = try answer.strings("requests")
    let near = outcome == .fail ? try answer.member("nearest").elements() : []
    nearest = try near.map { request throws(MockServer.ControlPlaneError) in try NearMiss(request) }
    expected = try answer.member("expected").members().map { "\($0.name) \($0.value.json)" }.joined(separator: ", ")
    reason = try answer.optional("reason")?.string()
  }
}

extension MockServer.Verdict: CustomStringConvertible {
  /// The outcome and its reason, on several lines.
  public var description: String {
    let head = "\(outcome.rawValue): \(count) found, expected \(expected)"
    let misses = nearest.map { miss in
      (["nearest: \(miss.summary) (\(miss.requestID))"] + miss.differences.map { "  \($0)" })
        .joined(separator: "\n")
    }
    return ([head] + [reason].compactMap(\.self) + misses).joined(separator: "\n")
  }
}

extension MockServer.Verdict.NearMiss {
  fileprivate init(_ answer: AnswerReader) throws(MockServer.ControlPlaneError) {
    requestID = try answer.string("id")
    summary =
      "\(try answer.string("method")) \(try answer.string("url")) answered \(try answer.member("status").json)"
    differences = try answer.member("mismatches").elements()
      .map { mismatch throws(MockServer.ControlPlaneError) in
        let (pointer, place) = (try mismatch.string("pointer"), try mismatch.string("place"))
        let remark = try mismatch.optional("remark").map { value throws(MockServer.ControlPlaneError) in
          " (\(try value.string()))"
        }
        // Null and a missing value differ here.
        let (expected, actual) = (mismatch.json.members?["expected"], mismatch.json.members?["actual"])
        return "\(pointer): expected \(expected?.description ?? "nothing"), "
          + "but \(place) is \(actual?.description ?? "not there")\(remark ?? "")"
      }
  }
}
