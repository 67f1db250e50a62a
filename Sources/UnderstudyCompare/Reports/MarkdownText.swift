import UnderstudyPlatform

/// Texts of a capture as GitHub Flavored Markdown. None of them is read as markup, HTML or a mention.
enum MarkdownText {
  /// Returns a text as code, on one line, also for a cell of a table.
  static func code(_ text: String) -> String {
    let text = text.escapingControlCharacters
    guard text.utf8.contains(where: { $0 != UInt8(ascii: " ") }) else { return "" }
    // In a table, no backslash helps a pipe behind another backslash.
    let isPlain =
      text.utf8.first != UInt8(ascii: " ") && text.utf8.last != UInt8(ascii: " ")
      && !text.unicodeScalars.contains { "|`\\".unicodeScalars.contains($0) }
    return isPlain ? "`\(text)`" : "<code>\(text.replacingMarkup { "&#\($0.value);" })</code>"
  }

  /// Returns a block of code with one line.
  static func block(_ text: String, language: String) -> String {
    let fence = String(repeating: "`", count: max(3, text.longestBacktickRun + 1))
    return "\(fence)\(language)\n\(text.escapingControlCharacters)\n\(fence)"
  }

  /// Returns a text as it is, on one line.
  static func plain(_ text: String) -> String {
    text.escapingControlCharacters.replacingMarkup { "\\\($0)" }
  }

  static func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
}

extension String {
  /// Replaces scalars, not characters: a letter with an accent behind a star leaves the star as it is.
  fileprivate func replacingMarkup(with replacement: (Unicode.Scalar) -> String) -> String {
    unicodeScalars.reduce(into: "") { text, scalar in
      guard "\\`*_{}[]<>#+!|~&@$".unicodeScalars.contains(scalar) else { return text.unicodeScalars.append(scalar) }
      text += replacement(scalar)
    }
  }

  fileprivate var longestBacktickRun: Int {
    var (longest, run) = (0, 0)
    for byte in utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
