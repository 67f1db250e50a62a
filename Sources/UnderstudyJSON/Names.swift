/// The name of a member, and a number that tells it from most other names: looking a name up compares numbers.
///
/// It is equal only to itself, scalar by scalar (see ``Swift/String/hasSameScalars(as:)``).
package struct Name: Sendable {
  package let text: String
  /// Of the length and the first and last eight bytes.
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

extension Name: Hashable {
  @inline(__always)
  package static func == (left: Name, right: Name) -> Bool {
    left.number == right.number && left.text.hasSameScalars(as: right.text)
  }

  /// Of the bytes: a hostile client could fill one object with thousands of names of the same number.
  package func hash(into hasher: inout Hasher) {
    text.utf8.span.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension Name: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self.init(text) }
}

/// The positions of names in a list that is known beforehand: finds one with a comparison or two, where a
/// dictionary would hash the whole name.
package struct NamePositions: Sendable {
  private let names: [Name]
  /// Positions, or -1; a name stands at the slot that its number says, or behind it. Three of four slots are free.
  private var slots: [Int]
  private let shift: Int

  /// - Parameter names: of names that are the same, the first counts.
  package init(_ names: [Name]) {
    self.names = names
    let bits = Int.bitWidth - (names.count * 4).leadingZeroBitCount
    slots = Array(repeating: -1, count: 1 << bits)
    shift = 64 - bits
    for (position, name) in names.enumerated() where self[name] == nil { slots[freeSlot(for: name)] = position }
  }

  package subscript(name: Name) -> Int? {
    var slot = Int(truncatingIfNeeded: name.number >> UInt64(shift))
    while slots[slot] >= 0 {
      if names[slots[slot]] == name { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func freeSlot(for name: Name) -> Int {
    var slot = Int(truncatingIfNeeded: name.number >> UInt64(shift))
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }
}
