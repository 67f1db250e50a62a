extension JSON {
  /// Finds where values start in a text, for messages about values that are JSON but not what was expected.
  /// Reading stays free of positions; only a text with a mistake in it is walked a second time.
  /// - Parameters:
  ///   - paths: the values to find; a path that leads nowhere is left out of the result.
  ///   - bytes: a text that has been read without an error.
  ///   - maximumDepth: as it was read.
  /// - Returns: the positions of those that were found.
  package static func positions(
    of paths: Set<Path>, in bytes: [UInt8], maximumDepth: Int = 128
  ) -> [Path: Position] {
    bytes.withUnsafeBufferPointer { bytes in
      let reader = Reader(bytes: bytes, depthLeft: maximumDepth, duplicates: .lastCounts)
      var locator = Locator(reader: reader, wanted: paths)
      // What a text with errors holds up to the first one is found all the same.
      try? locator.walk(.root)
      return locator.found.mapValues { Position(of: $0, in: bytes) }
    }
  }
}

/// Walks a text with the reader's own lexical rules, keeping offsets instead of values.
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
