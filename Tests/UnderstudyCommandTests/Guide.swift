import Foundation

/// A page of Markdown, as far as its fenced blocks go.
struct Guide {
  struct Block {
    /// What stands behind the opening fence: `sh`, `json`.
    let language: String
    let text: String
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
    for (index, line) in lines.enumerated() where line.drop(while: { $0 == " " }).hasPrefix("```") {
      guard let opening = start else {
        start = index
        continue
      }
      let indent = lines[opening].prefix { $0 == " " }.count
      let text = lines[(opening + 1)..<index].map { $0.dropFirst(indent) + "\n" }.joined()
      let language = lines[opening].drop { $0 == " " || $0 == "`" }
      blocks.append(Block(language: String(language), text: text, line: opening + 2))
      start = nil
    }
    self.blocks = blocks
  }
}
