/// A body in a transcript: lines of text, and directives for repeated or binary content.
struct TranscriptBody {
  /// The lines, separated by newlines.
  private(set) var bytes: [UInt8] = []
  private var isBegun = false

  /// Adds a line.
  /// - Returns: Whether the line is valid; a line that begins with `@` must be a directive.
  mutating func add(_ line: Substring) -> Bool {
    guard line.hasPrefix("@") else {
      append(line.utf8)
      return true
    }
    if let match = line.wholeMatch(of: /@repeat (\d+) (.+)/), let count = Int(match.1) {
      append(String(repeating: String(match.2), count: count).utf8)
      return true
    }
    let bytes = line.split(separator: " ").dropFirst().map { UInt8($0, radix: 16) }
    guard line.hasPrefix("@bytes "), !bytes.contains(nil) else { return false }
    append(bytes.compactMap(\.self))
    return true
  }

  private mutating func append(_ line: some Collection<UInt8>) {
    if isBegun { bytes.append(UInt8(ascii: "\n")) }
    isBegun = true
    bytes.append(contentsOf: line)
  }
}
