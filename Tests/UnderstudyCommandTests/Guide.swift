import Foundation

/// A page of Markdown, as far as its fenced blocks go.
struct Guide {
  struct Block {
    /// The first word behind the opening fence: `sh`, `json`.
    let language: String
    /// The second word, the name of a file; nil if there is none.
    let fileName: String?
    let text: String
    /// The heading above it, without its number signs; empty if there is none.
    let heading: String
    /// Where its first line stands, from 1.
    let line: Int
  }

  /// In their order.
  let blocks: [Block]

  init(_ name: String) throws {
    let lines = try String(contentsOfFile: "\(Repository.root)/docs/\(name)", encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    var blocks: [Block] = []
    var start: Int?
    var heading = ""
    for (index, line) in lines.enumerated() {
      if start == nil, line.hasPrefix("#") { heading = String(line.drop { $0 == "#" || $0 == " " }) }
      guard line.drop(while: { $0 == " " }).hasPrefix("```") else { continue }
      guard let opening = start else {
        start = index
        continue
      }
      let indent = lines[opening].prefix { $0 == " " }.count
      let text = lines[(opening + 1)..<index].map { $0.dropFirst(indent) + "\n" }.joined()
      let words = lines[opening].drop { $0 == " " || $0 == "`" }.split(separator: " ").map(String.init)
      blocks.append(
        Block(
          language: words.first ?? "", fileName: words.dropFirst().first, text: text, heading: heading,
          line: opening + 2))
      start = nil
    }
    self.blocks = blocks
  }
}
