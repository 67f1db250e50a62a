extension JSON {
  /// The policy for an object that has the same name twice. RFC 8259 leaves it open.
  package enum Duplicates: Sendable {
    /// The last value is kept, at the place of the first.
    case lastCounts
    /// Reading fails.
    case refused
  }

  /// Reads one JSON text, strictly by RFC 8259: UTF-8 without a byte order mark, no lone surrogates, and only white space
  /// after the value.
  /// - Parameters:
  ///   - bytes: the text.
  ///   - maximumDepth: how many levels of arrays and objects may be nested. It bounds all recursion over the value.
  ///   - duplicates: the policy for an object that has the same name twice.
  /// - Throws: ``ReadError`` with the reason and position of the first error. Invalid UTF-8 is reported before all other
  ///   errors.
  package init(
    reading bytes: [UInt8], maximumDepth: Int = 128, duplicates: Duplicates = .lastCounts
  ) throws(ReadError) {
    self = try bytes.withUnsafeBufferPointer { (bytes) throws(ReadError) in
      try JSON(reading: bytes, maximumDepth: maximumDepth, duplicates: duplicates)
    }
  }

  /// Reads one JSON text from a buffer.
  package init(
    reading bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int = 128, duplicates: Duplicates = .lastCounts
  ) throws(ReadError) {
    var reader = Reader(bytes: bytes, depthLeft: maximumDepth, duplicates: duplicates)
    self = try reader.text()
  }
}
