import ArgumentParser
import Foundation

/// The transcripts that show each rule refusing a request.
struct TranscriptIndex {
  /// The path as given, for links.
  let directory: String
  private var steps: [String: Step] = [:]

  /// A request of a transcript, and the line on which it begins.
  struct Step {
    let file: String
    let line: Int
  }

  /// Prefers files that switch no rules, and among those the ones that show the fewest rules.
  init(directory: String) throws {
    self.directory = directory
    let root = URL(filePath: directory)
    let names = try FileManager.default.subpathsOfDirectory(atPath: directory).filter { $0.hasSuffix(".http") }
    let files = try names.sorted().map { name in
      let text = try String(contentsOf: root.appending(path: name), encoding: .utf8)
      let isSwitching = text.contains("\n# @disable-rule ") || text.contains("\n# @enable-rule ")
      return (isSwitching: isSwitching, refusals: Self.refusals(in: text, of: name))
    }
    // Relies on stable sorting.
    let bestFirst = files.sorted {
      ($0.isSwitching ? 1 : 0, $0.refusals.count) < ($1.isSwitching ? 1 : 0, $1.refusals.count)
    }
    for file in bestFirst {
      steps.merge(file.refusals) { earlier, _ in earlier }
    }
  }

  subscript(rule: String) -> Step? { steps[rule] }

  /// Returns the first step that each rule refuses.
  private static func refusals(in text: String, of file: String) -> [String: Step] {
    var found: [String: Step] = [:]
    var start = 0
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("## ") { start = index + 1 }
      guard let match = line.wholeMatch(of: /< X-Understudy-Rule: (.+)/) else { continue }
      let rule = String(match.1)
      found[rule] = found[rule] ?? Step(file: file, line: start)
    }
    return found
  }
}
