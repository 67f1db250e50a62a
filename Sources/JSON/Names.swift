/// Says of most absent names that they are absent, without comparing any. (64 bits of a Bloom filter.)
struct NameFilter {
  private var bits: UInt64 = 0

  mutating func insert(_ bit: UInt64) { bits |= bit }

  func mayContain(_ bit: UInt64) -> Bool { bits & bit != 0 }

  /// The bit that stands for a name, and for many other names.
  static func bit(of name: String) -> UInt64 {
    let mix = name.utf8.withContiguousStorageIfAvailable { name in
      guard let first = name.first, let last = name.last else { return 0 }
      return name.count &* 5 &+ Int(first) &* 7 &+ Int(last)
    }
    return 1 << UInt64((mix ?? 0) & 63)
  }
}

/// A member name that is equal only to itself, scalar by scalar (see ``Swift/String/hasSameScalars(as:)``).
struct ExactName: Hashable, Sendable {
  private let name: String

  init(_ name: String) { self.name = name }

  static func == (left: ExactName, right: ExactName) -> Bool { left.name.hasSameScalars(as: right.name) }

  /// Of the bytes: `String` hashes canonical equivalents alike, so a hostile client could fill one object with
  /// thousands of names of the same hash.
  func hash(into hasher: inout Hasher) {
    name.utf8.span.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}
