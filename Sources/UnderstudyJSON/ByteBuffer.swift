/// A growing buffer of bytes with a single owner. Appending is a comparison and a store. An array also checks at each
/// append whether it is shared, which took most of the time of writing an object.
package struct ByteBuffer: ~Copyable, Sendable {
  // Initialized up to `count`. Only the single owner can access it, so it may move between threads.
  private nonisolated(unsafe) var storage: UnsafeMutableBufferPointer<UInt8>
  package private(set) var count = 0
  /// In bytes: what it takes of memory, however much of it is used.
  package var capacity: Int { storage.count }

  /// - Parameter capacity: in bytes, before the buffer grows.
  package init(capacity: Int) { storage = .allocate(capacity: capacity) }

  deinit { storage.deallocate() }

  private var written: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: storage[..<count]) }

  package var bytes: [UInt8] { Array(written) }

  package var string: String { String(decoding: written, as: UTF8.self) }

  package func withUnsafeBytes<Value, Failure>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try body(written)
  }

  package mutating func append(_ other: borrowing ByteBuffer) { append(other.written) }

  /// Removes all bytes and keeps the capacity.
  package mutating func removeAll() { count = 0 }

  @inline(__always)
  package mutating func append(_ byte: UInt8) {
    reserve(1)
    storage.initializeElement(at: count, to: byte)
    count += 1
  }

  @inline(__always)
  package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    reserve(bytes.count)
    _ = storage[count...].initialize(fromContentsOf: bytes)
    count += bytes.count
  }

  @inline(__always)
  package mutating func append(_ bytes: Span<UInt8>) { bytes.withUnsafeBufferPointer { append($0) } }

  @inline(__always)
  package mutating func append(_ word: StaticString) { word.withUTF8Buffer { append($0) } }

  /// Appends a number in decimal digits.
  package mutating func append(decimal number: Int) {
    if number < 0 { append(UInt8(ascii: "-")) }
    var divisor: UInt = 1
    let magnitude = number.magnitude
    while magnitude / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude / divisor % 10))
      divisor /= 10
    }
  }

  /// Appends bytes up to the first that ends a JSON string or needs an escape in it.
  ///
  /// Copies each word when it has been compared: that halves the time of writing a record.
  /// - Returns: the offset of the first byte that was not appended.
  @inline(__always)
  mutating func appendPlainRun(of source: UnsafeRawBufferPointer, from start: Int) -> Int {
    // With room for the word that ends the run.
    reserve(source.count - start + 8)
    let memory = UnsafeMutableRawBufferPointer(storage)
    var (offset, end) = (start, count)
    while true {
      let word = source.word(at: offset)
      memory.storeBytes(of: word.littleEndian, toByteOffset: end, as: UInt64.self)
      let plain = word.plainBytes
      offset += plain
      end += plain
      guard plain == 8 else { break }
    }
    count = end
    return offset
  }

  /// Ensures the capacity for further bytes.
  @inline(__always)
  private mutating func reserve(_ additional: Int) {
    if additional > storage.count - count { grow(by: additional) }
  }

  private mutating func grow(by additional: Int) {
    let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 2 * storage.count + additional)
    _ = larger.moveInitialize(fromContentsOf: storage[..<count])
    storage.deallocate()
    storage = larger
  }
}
