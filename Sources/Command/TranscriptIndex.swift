import ArgumentParser
import Foundation

/// Which transcript shows which rule refusing.
struct TranscriptIndex {
  /// As it was given, for links.
  let directory: String
  private var files: [String: String] = [:]

  /// A rule is shown best by the file that shows fewest; among equals by the first.
  init(directory: String) throws {
    self.directory = directory
    let root = URL(filePath: directory)
    let names = try FileManager.default.subpathsOfDirectory(atPath: directory).filter { $0.hasSuffix(".http") }
    let shown = try names.sorted().map { name in
      (name, rules: Set(Self.rules(in: try String(contentsOf: root.appending(path: name), encoding: .utf8))))
    }
    // Sorting is stable.
    for (name, rules) in shown.sorted(by: { $0.rules.count < $1.rules.count }) {
      for rule in rules where files[rule] == nil { files[rule] = name }
    }
  }

  /// The file's name below the directory.
  subscript(rule: String) -> String? { files[rule] }

  private static func rules(in text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      line.wholeMatch(of: /< X-Understudy-Rule: (.+)/).map { String($0.1) }
    }
  }
}
