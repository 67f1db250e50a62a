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
      append(Self.repeated(Array(match.2.utf8), count))
      return true
    }
    let bytes = line.split(separator: " ").dropFirst().map { UInt8($0, radix: 16) }
    guard line.hasPrefix("@bytes "), !bytes.contains(nil) else { return false }
    append(bytes.compactMap(\.self))
    return true
  }

  /// Doubles what there is, because appending a million times takes a second without optimization.
  private static func repeated(_ unit: [UInt8], _ count: Int) -> [UInt8] {
    if count <= 1 { return count == 1 ? unit : [] }
    let half = repeated(unit, count / 2)
    return half + half + (count.isMultiple(of: 2) ? [] : unit)
  }

  private mutating func append(_ line: some Collection<UInt8>) {
    if isBegun { bytes.append(UInt8(ascii: "\n")) }
    isBegun = true
    bytes.append(contentsOf: line)
  }
}
