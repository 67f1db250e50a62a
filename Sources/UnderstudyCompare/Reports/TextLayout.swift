import UnderstudyPlatform

/// Lines of a report for people, about 100 columns wide. Control characters in their texts are escaped.
struct TextLayout {
  private(set) var lines: [String] = []

  private static let width = 100
  /// The column of the text beside a label.
  private static let labelWidth = 11

  /// Appends a text that may take several lines.
  /// - Parameters:
  ///   - indentation: The indentation of the first line, in columns.
  ///   - hanging: The further indentation of the others.
  mutating func add(_ text: String, indentation: Int = 0, hanging: Int = 0) {
    add(text, behind: .spaces(indentation), hanging: indentation + hanging)
  }

  /// Appends a text beside a label.
  mutating func add(_ text: String, label: String) {
    let start = "   \(label)" + .spaces(max(1, Self.labelWidth - label.utf8.count))
    add(text, behind: start, hanging: start.utf8.count)
  }

  /// - Parameters:
  ///   - start: The start of the first line, in ASCII.
  ///   - hanging: The indentation of the others.
  private mutating func add(_ text: String, behind start: String, hanging: Int) {
    var (line, column, isEmpty) = (start, start.utf8.count, true)
    for word in text.escapingControlCharacters.split(separator: " ", omittingEmptySubsequences: false) {
      let length = word.unicodeScalars.count
      if !isEmpty, column + 1 + length > Self.width {
        lines.append(line)
        (line, column, isEmpty) = (.spaces(hanging), hanging, true)
      }
      line += (isEmpty ? "" : " ") + word
      column += length + (isEmpty ? 0 : 1)
      isEmpty = false
    }
    lines.append(line)
  }

  /// Appends a text that must stay on one line, such as a command to copy.
  mutating func addUnbroken(_ text: String, indentation: Int) {
    lines.append(.spaces(indentation) + text.escapingControlCharacters)
  }

  /// Appends an empty line, unless there is one.
  mutating func addGap() {
    if lines.last != "" { lines.append("") }
  }

  var text: String { lines.joined(separator: "\n") + "\n" }
}

extension String {
  fileprivate static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
