import Emulation

extension Transcript.Step {
  /// Where an answer is not the expected one, each with both; empty if it is.
  func mismatches(with answer: Answer, annotations: Annotations) -> [String] {
    var found: [String] = []
    func compare(_ subject: String, _ expected: String, _ actual: String) {
      if Array(expected.utf8) != Array(actual.utf8) {
        found.append("\(subject)\n  expected: \(expected)\n  actual:   \(actual)")
      }
    }
    compare("status", "\(expected.status)", "\(answer.status)")
    compare("Content-Type", expected["Content-Type"] ?? "application/json", answer["Content-Type"] ?? "none")
    let listed = { (fields: [Transcript.Field]) in
      fields.filter { !Answer.unlisted.contains($0.name) }.map(\.description).sorted().joined(separator: "\n")
    }
    compare("header fields", listed(expected.fields), listed(answer.fields))
    compare("body", String(decoding: expected.body, as: UTF8.self).withoutRandomness, answer.text.withoutRandomness)
    let id = answer[Answer.requestID] ?? "none"
    switch annotations {
    case .on:
      if id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) == nil {
        compare(Answer.requestID, "a UUID of version 8", id)
      }
    case .off: compare(Answer.requestID, "none", id)
    }
    return found
  }
}
