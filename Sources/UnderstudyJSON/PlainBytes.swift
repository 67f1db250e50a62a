extension UnsafeBufferPointer<UInt8> {
  /// Returns the offset of the first byte from `start` that ends a JSON string or needs an escape in it, or the end of the
  /// buffer. Compares eight bytes at once, because strings are most of a text.
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
  /// Whether the byte can be part of a JSON string without an escape.
  @inline(__always)
  fileprivate var isPlain: Bool { self >= 0x20 && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\") }
}

extension UInt64 {
  /// The high bit of each byte that is not plain. Only the lowest set bit is reliable.
  @inline(__always)
  fileprivate var specialBytes: UInt64 {
    let quotes = self ^ Self.eight(UInt8(ascii: "\""))
    let backslashes = self ^ Self.eight(UInt8(ascii: "\\"))
    return bytes(below: 0x20) | quotes.bytes(below: 1) | backslashes.bytes(below: 1)
  }

  /// The high bit of each byte less than `limit`, for which the subtraction borrows. The borrow can also set the high bit
  /// of bytes above.
  @inline(__always)
  private func bytes(below limit: UInt8) -> UInt64 { (self &- Self.eight(limit)) & ~self & Self.eight(0x80) }

  @inline(__always)
  private static func eight(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }
}
