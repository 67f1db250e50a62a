import UnderstudyJSON

/// The answer to a question. Its description is what somebody needs who reads why a test failed.
public struct Verdict: Sendable {
  /// What it comes to.
  public enum Outcome: String, Sendable {
    /// There were as many as there were to be.
    case pass
    /// There were not.
    case fail
    /// Nobody knows: the journal had to give up requests that the question may be about, or the sandbox was reset.
    case indeterminate
  }

  /// A request that nearly was what the question is about.
  public struct NearMiss: Sendable {
    /// Its id in the journal; see ``LoggedRequest/id``.
    public let requestID: String
    /// Method, target and status: `PUT /functions/… answered 400`.
    public let summary: String
    /// Everything in which it differs, a sentence each.
    public let differences: [String]
  }

  /// What it comes to.
  public let outcome: Outcome
  /// How many there were.
  public let count: Int
  /// The ids of the first hundred of them, in the order in which they were answered.
  public let requestIDs: [String]
  /// Where it is ``Outcome/fail``: the three requests that came nearest.
  public let nearest: [NearMiss]
  private let expected: String
  private let reason: String?

  /// Whether there were as many as there were to be. False also where nobody knows.
  public var passed: Bool { outcome == .pass }

  init(_ json: JSON, _ status: Int) throws(ControlPlaneError) {
    guard let answer = json.members, let outcome = answer["verdict"]?.string.flatMap(Outcome.init) else {
      throw ControlPlaneError(answer: json, status: status)
    }
    self.outcome = outcome
    count = JSONValue(answer["count"] ?? .null).int ?? 0
    requestIDs = answer["requests"]?.array?.compactMap(\.string) ?? []
    nearest = answer["nearest"]?.array?.compactMap(\.members).map(NearMiss.init) ?? []
    expected = (answer["expected"]?.members ?? [:]).map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    reason = answer["reason"]?.string
  }
}

extension Verdict: CustomStringConvertible {
  /// The verdict, and why.
  public var description: String {
    let head = "\(outcome.rawValue): \(count) found, expected \(expected)"
    let misses = nearest.map { miss in
      (["nearest: \(miss.summary) (\(miss.requestID))"] + miss.differences.map { "  \($0)" })
        .joined(separator: "\n")
    }
    return ([head] + [reason].compactMap(\.self) + misses).joined(separator: "\n")
  }
}

extension Verdict.NearMiss {
  fileprivate init(_ members: Members) {
    requestID = members["id"]?.string ?? ""
    let (method, url) = (members["method"]?.string ?? "", members["url"]?.string ?? "")
    summary = "\(method) \(url) answered \(members["status"] ?? .null)"
    differences =
      members["mismatches"]?.array?.compactMap(\.members).map { mismatch in
        let (pointer, place) = (mismatch["pointer"]?.string ?? "", mismatch["place"]?.string ?? "")
        let remark = mismatch["remark"]?.string.map { " (\($0))" } ?? ""
        let (expected, actual) = (mismatch["expected"]?.description, mismatch["actual"]?.description)
        return "\(pointer): expected \(expected ?? "nothing"), but \(place) is \(actual ?? "not there")\(remark)"
      } ?? []
  }
}
