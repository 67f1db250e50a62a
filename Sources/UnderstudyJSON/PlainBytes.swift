// Plain bytes are those that can be part of a JSON string without an escape. Eight are compared at once, because strings are
// most of a text.

extension UnsafeRawBufferPointer {
  /// Returns the offset of the first byte from `start` that ends a JSON string or needs an escape in it, or the end of the
  /// buffer.
  @inline(__always)
  package func endOfPlainRun(from start: Int) -> Int {
    var end = start
    while true {
      let plain = word(at: end).plainBytes
      end += plain
      guard plain == 8 else { return end }
    }
  }

  /// Up to eight bytes from an offset, the first in the lowest bits, and zeros beyond the end.
  @inline(__always) @inlinable
  package func word(at offset: Int) -> UInt64 {
    func half(at offset: Int) -> UInt64 {
      UInt64(UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }
    let left = count - offset
    switch left {
    case 8...: return UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    case 4...: return half(at: offset) | half(at: count - 4) << UInt64(8 * (left - 4))
    case 1...:
      let (middle, last) = (left / 2, left - 1)
      return UInt64(self[offset]) | UInt64(self[offset + middle]) << UInt64(8 * middle)
        | UInt64(self[offset + last]) << UInt64(8 * last)
    default: return 0
    }
  }
}

extension UInt64 {
  /// How many plain bytes are in front of the first other one, from the lowest bits.
  @inline(__always)
  var plainBytes: Int {
    let quotes = self ^ Self.eight(UInt8(ascii: "\""))
    let backslashes = self ^ Self.eight(UInt8(ascii: "\\"))
    // The high bit of each other byte. Only the lowest set bit is reliable.
    let others = bytes(below: 0x20) | quotes.bytes(below: 1) | backslashes.bytes(below: 1)
    return others.trailingZeroBitCount / 8
  }

  /// The high bit of each byte less than `limit`, for which the subtraction borrows. The borrow can also set the high bit
  /// of bytes above.
  @inlinable
  package func bytes(below limit: UInt8) -> UInt64 { (self &- Self.eight(limit)) & ~self & Self.eight(0x80) }

  /// A word of eight such bytes.
  @inlinable
  package static func eight(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }
}
