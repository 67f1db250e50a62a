extension JSON {
  /// Finds the positions of values in a text, for error messages.
  ///
  /// Values do not keep their positions. Only a text with an invalid value is read a second time.
  /// - Parameters:
  ///   - paths: the values to find.
  ///   - bytes: a text that has been read without an error.
  ///   - maximumDepth: the depth with which it was read.
  /// - Returns: the positions of the values that were found.
  package static func positions(
    of paths: Set<Path>, in bytes: [UInt8], maximumDepth: Int = 128
  ) -> [Path: Position] {
    bytes.withUnsafeBufferPointer { bytes in
      let reader = Reader(bytes: bytes, depthLeft: maximumDepth, duplicates: .lastCounts)
      var locator = Locator(reader: reader, wanted: paths)
      // In a text with an error, the values before it are found.
      try? locator.walk(.root)
      return locator.found.mapValues { Position(of: $0, in: bytes) }
    }
  }
}

/// Reads a text like ``Reader``, but keeps offsets instead of values.
private struct Locator {
  private var reader: Reader
  private let wanted: Set<Path>
  private(set) var found: [Path: Int] = [:]

  init(reader: Reader, wanted: Set<Path>) {
    self.reader = reader
    self.wanted = wanted
  }

  mutating func walk(_ path: Path) throws(ReadError) {
    reader.skipSpace()
    if wanted.contains(path) { found[path] = reader.offset }
    switch reader.next {
    case UInt8(ascii: "{"):
      try walkItems(until: UInt8(ascii: "}")) { (locator, _) throws(ReadError) in
        try locator.walk(path.member(try locator.reader.memberName()))
      }
    case UInt8(ascii: "["):
      try walkItems(until: UInt8(ascii: "]")) { (locator, index) throws(ReadError) in
        try locator.walk(path.element(index))
      }
    default: _ = try reader.scalar()
    }
  }

  private mutating func walkItems(
    until end: UInt8, _ walk: (inout Locator, _ index: Int) throws(ReadError) -> Void
  ) throws(ReadError) {
    try reader.open()
    defer { reader.close() }
    if reader.skip(end) { return }
    var index = 0
    repeat {
      reader.skipSpace()
      try walk(&self, index)
      index += 1
      reader.skipSpace()
    } while reader.skip(UInt8(ascii: ","))
    _ = reader.skip(end)
  }
}
