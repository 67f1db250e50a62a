/// A position in a text: line and column from 1, columns in Unicode scalars.
package struct Position: Sendable, Hashable, CustomStringConvertible {
  package let line: Int
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place of an error about a whole text.
  package static let start = Position(line: 1, column: 1)

  /// - Parameter offset: in bytes.
  init(of offset: Int, in text: UnsafeBufferPointer<UInt8>) {
    var counter = PositionCounter(text)
    self = counter.position(of: offset)
  }

  package var description: String { "line \(line), column \(column)" }
}

/// A walk over a text that counts its lines and columns, so that many positions take no more time than the last.
private struct PositionCounter {
  private let text: UnsafeBufferPointer<UInt8>
  private var offset = 0
  private var line = 1
  private var column = 1

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  /// - Parameter next: in bytes, not before that of the previous call.
  mutating func position(of next: Int) -> Position {
    while offset < min(next, text.count) {
      let byte = text[offset]
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0b1100_0000 != 0b1000_0000 {
        column += 1
      }
      offset += 1
    }
    return Position(line: line, column: column)
  }
}

extension JSON {
  /// Returns the positions of the values that are found in a text that has been read, for error messages. Values do not
  /// keep their positions; only a text with an invalid value is read a second time.
  package static func positions(
    of paths: Set<Path>, in bytes: [UInt8], maximumDepth: Int = 128
  ) -> [Path: Position] {
    bytes.withUnsafeBufferPointer { bytes in
      var reader = Reader(bytes: bytes, depthLeft: maximumDepth, duplicates: .lastCounts)
      var found: [Path: Int] = [:]
      // In a text with an error, the values before it are found.
      try? reader.locate(paths, at: .root, into: &found)
      var counter = PositionCounter(bytes)
      return found.sorted { $0.value < $1.value }.reduce(into: [:]) { positions, place in
        positions[place.key] = counter.position(of: place.value)
      }
    }
  }
}

extension Reader {
  /// Reads a value, but keeps the offsets of those that are wanted instead.
  fileprivate mutating func locate(
    _ wanted: Set<Path>, at path: Path, into found: inout [Path: Int]
  ) throws(ReadError) {
    skipSpace()
    if wanted.contains(path) { found[path] = offset }
    let end: UInt8
    switch next {
    case UInt8(ascii: "{"): end = UInt8(ascii: "}")
    case UInt8(ascii: "["): end = UInt8(ascii: "]")
    default:
      _ = try scalar()
      return
    }
    try open()
    defer { close() }
    if skip(end) { return }
    var index = 0
    repeat {
      skipSpace()
      let item = end == UInt8(ascii: "]") ? path.element(index) : path.member(try memberName())
      try locate(wanted, at: item, into: &found)
      index += 1
      skipSpace()
    } while skip(UInt8(ascii: ","))
    _ = skip(end)
  }
}
