import CLinux
import Glibc

extension UnsafeRawBufferPointer {
  /// The bytes of a C string without its NUL.
  package init(cString: UnsafePointer<CChar>) { self.init(start: cString, count: strlen(cString)) }

  /// Whether two pieces of memory hold the same bytes.
  @inlinable
  package func hasSameBytes(as other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let own = baseAddress, let others = other.baseAddress else { return true }
    return memcmp(own, others, count) == 0
  }

  /// Whether the bytes stand at an offset.
  @inlinable
  package func holds(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
    guard offset >= 0, count - offset >= bytes.count else { return false }
    return UnsafeRawBufferPointer(rebasing: self[offset..<offset + bytes.count]).hasSameBytes(as: bytes)
  }

  /// Returns the position of the first such byte at or behind `start`.
  @inlinable
  package func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    guard start < count, let base = baseAddress else { return nil }
    return memchr(base + start, CInt(byte), count - start).map { UnsafeRawPointer($0) - base }
  }

  /// Returns the position of the first occurrence of these bytes at or behind `start`, in linear time.
  package func firstIndex(of bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard start < count, let base = baseAddress, let sought = bytes.baseAddress else { return nil }
    return memmem(base + start, count - start, sought, bytes.count).map { UnsafeRawPointer($0) - base }
  }
}
