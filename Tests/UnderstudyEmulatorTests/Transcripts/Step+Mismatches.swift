import Foundation
import UnderstudyEmulator

extension Transcript.Step {
  /// Returns the differences between an answer and the expected one, each with both values.
  func mismatches(with answer: ReceivedAnswer, annotations: Annotations) -> [String] {
    var found: [String] = []
    func compare(_ subject: String, _ expected: String, _ actual: String) {
      if Array(expected.utf8) != Array(actual.utf8) {
        found.append("\(subject)\n  expected: \(expected)\n  actual:   \(actual)")
      }
    }
    compare("status", "\(expected.status)", "\(answer.status)")
    let type = expected["Content-Type"] ?? (expected.status == 204 ? "none" : "application/json")
    compare("Content-Type", type, answer["Content-Type"] ?? "none")
    let listed = { (fields: [Transcript.Field]) in
      fields.filter { !ReceivedAnswer.unlisted.contains($0.name) }.map(\.description).sorted().joined(
        separator: "\n")
    }
    compare("header fields", listed(expected.fields), listed(answer.fields))
    let body = String(decoding: expected.body, as: UTF8.self)
    if !answer.text.fits(body) { compare("body", body, answer.text) }
    let id = answer[ReceivedAnswer.requestID] ?? "none"
    if !annotations.contains(.standard) {
      compare(ReceivedAnswer.requestID, "none", id)
    } else if !id.isUUIDOfVersion8 {
      compare(ReceivedAnswer.requestID, "a UUID of version 8", id)
    }
    return found
  }
}

// Searching by patterns takes long in a debug build.

extension String {
  fileprivate var isUUIDOfVersion8: Bool {
    let groups = split(separator: "-", omittingEmptySubsequences: false)
    guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return false }
    return utf8.allSatisfy(Set("0123456789abcdef-".utf8).contains) && groups[2].first == "8"
      && "89ab".utf8.contains(groups[3].utf8.first ?? 0)
  }

  /// Whether the text equals a pattern in which `{token}` and `{id}` stand for random values.
  fileprivate func fits(_ text: String) -> Bool {
    guard text.contains("{token}") || text.contains("{id}") else { return utf8.elementsEqual(text.utf8) }
    let pattern = NSRegularExpression.escapedPattern(for: text)
      .replacing(#"enc_\{token\}"#, with: "enc_[0-9a-f]{64}").replacing(#"req_\{id\}"#, with: "req_[0-9a-z]{10}")
    return range(of: "\\A\(pattern)\\z", options: .regularExpression) != nil
  }
}
