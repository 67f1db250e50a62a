extension JSON {
  /// What to do when an object has the same name twice, which RFC 8259 leaves open.
  package enum Duplicates: Sendable {
    /// The last one counts, at the place of the first.
    case lastCounts
    /// An error: in a file that a person wrote it is a mistake.
    case refused
  }

  /// Reads one JSON text, strictly by RFC 8259: UTF-8 without a byte order mark, no lone surrogates, nothing
  /// after the value.
  /// - Parameters:
  ///   - bytes: the text.
  ///   - maximumDepth: how many arrays and objects may stand inside one another.
  ///   - duplicates: what to do when an object has the same name twice.
  /// - Throws: ``ReadError`` with the reason and position of the first mistake; invalid UTF-8 comes before
  ///   all others, wherever it stands.
  package init(
    reading bytes: [UInt8], maximumDepth: Int = 128, duplicates: Duplicates = .lastCounts
  ) throws(ReadError) {
    self = try bytes.withUnsafeBufferPointer { (bytes) throws(ReadError) in
      try JSON(reading: bytes, maximumDepth: maximumDepth, duplicates: duplicates)
    }
  }

  /// The same, from bytes that stand elsewhere.
  package init(
    reading bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int = 128, duplicates: Duplicates = .lastCounts
  ) throws(ReadError) {
    var reader = Reader(bytes: bytes, depthLeft: maximumDepth, duplicates: duplicates)
    self = try reader.text()
  }
}
