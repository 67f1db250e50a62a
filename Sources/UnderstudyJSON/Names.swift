/// The name of a member, with a hash, so that looking it up compares numbers instead of texts. Names are compared by
/// their scalars.
package struct Name: Sendable {
  package let text: String
  /// A hash of the length and of the first and last eight bytes.
  let number: UInt64

  @inline(__always)
  package init(_ text: String) {
    self.text = text
    number = text.utf8.span.withUnsafeBytes(Self.number)
  }

  @inline(__always)
  private static func number(of name: UnsafeRawBufferPointer) -> UInt64 {
    let count = name.count
    func word(at offset: Int) -> UInt64 { name.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    func half(at offset: Int) -> UInt64 { UInt64(name.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
    let (first, last): (UInt64, UInt64) =
      switch count {
      case 8...: (word(at: 0), word(at: count - 8))
      case 4...: (half(at: 0), half(at: count - 4))
      case 1...: (UInt64(name[0]), UInt64(name[count / 2]) << 8 | UInt64(name[count - 1]))
      default: (0, 0)
      }
    let mix = (first ^ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15
    return (mix ^ mix >> 32 ^ last) &* 0xD6E8_FEB8_6659_FD93
  }
}

extension Name: Hashable, ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self.init(text) }

  @inline(__always)
  package static func == (left: Name, right: Name) -> Bool {
    left.number == right.number && left.text.hasSameScalars(as: right.text)
  }

  /// Hashes all bytes, because a client can send thousands of names with the same `number`.
  package func hash(into hasher: inout Hasher) {
    text.utf8.span.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

/// An immutable hash table from names to their positions in a list.
///
/// Looking up 8 names among 60 takes 0.14 µs. With a dictionary, which hashes the whole name, it takes 0.27 µs, for each of
/// the three or four passes over the members of an update: 2 % of its time.
package struct NamePositions: Sendable {
  private let names: [Name]
  /// Positions, or -1 for a free slot. A name is in the slot of its number, or in the next free one. At least three
  /// quarters of the slots are free.
  private var slots: [Int]
  private let shift: Int

  /// - Parameter names: if a name is repeated, the first position is used.
  package init(_ names: [Name]) {
    self.names = names
    let bits = Int.bitWidth - (names.count * 4).leadingZeroBitCount
    slots = Array(repeating: -1, count: 1 << bits)
    shift = 64 - bits
    for (position, name) in names.enumerated() {
      let slot = slot(of: name)
      if slots[slot] < 0 { slots[slot] = position }
    }
  }

  package subscript(name: Name) -> Int? {
    let position = slots[slot(of: name)]
    return position < 0 ? nil : position
  }

  /// The slot that the name is in, or would be in.
  @inline(__always)
  private func slot(of name: Name) -> Int {
    var slot = Int(truncatingIfNeeded: name.number >> UInt64(shift))
    while slots[slot] >= 0, names[slots[slot]] != name { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }
}
