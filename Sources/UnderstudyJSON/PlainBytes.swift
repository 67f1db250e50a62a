extension UnsafeBufferPointer<UInt8> {
  /// Where the bytes from `start` on stop to stand for themselves inside a string of JSON text; at the latest
  /// at the end of the buffer.
  ///
  /// Goes by words of eight bytes, because most of a text is inside its strings.
  @inline(__always)
  func endOfPlainRun(from start: Int) -> Int {
    let memory = UnsafeRawBufferPointer(self)
    var end = start
    while count - end >= 8 {
      let word = UInt64(littleEndian: memory.loadUnaligned(fromByteOffset: end, as: UInt64.self))
      let special = word.specialBytes
      if special != 0 { return end + special.trailingZeroBitCount / 8 }
      end += 8
    }
    while end < count, self[end].isPlain { end += 1 }
    return end
  }
}

extension UInt8 {
  /// Whether the byte stands for itself inside a string of JSON text.
  @inline(__always)
  fileprivate var isPlain: Bool { self >= 0x20 && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\") }
}

extension UInt64 {
  /// Of the eight bytes in this word, the high bits of those that are not plain. Only the lowest bit counts:
  /// bits above it can be wrong.
  @inline(__always)
  fileprivate var specialBytes: UInt64 {
    let quotes = self ^ Self.eight(UInt8(ascii: "\""))
    let backslashes = self ^ Self.eight(UInt8(ascii: "\\"))
    return bytes(below: 0x20) | quotes.bytes(below: 1) | backslashes.bytes(below: 1)
  }

  /// The high bits of the bytes less than `limit`: its subtraction borrows into a high bit that was not set.
  /// The borrow can also mark bytes above the first such byte.
  @inline(__always)
  private func bytes(below limit: UInt8) -> UInt64 {
    (self &- Self.eight(limit)) & ~self & Self.eight(0x80)
  }

  @inline(__always)
  private static func eight(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }
}
