/// A body as a transcript writes it: its lines, of which some stand for bytes that are many or no text.
struct TranscriptBody {
  /// The lines with a newline between one and the next, none behind the last.
  private(set) var bytes: [UInt8] = []
  private var isBegun = false

  /// - Returns: whether the line is one; what begins with `@` must be a directive.
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
