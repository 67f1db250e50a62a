/// Says of most absent names that they are absent, without comparing any. (64 bits of a Bloom filter.)
struct NameFilter {
  private var bits: UInt64 = 0

  mutating func insert(_ bit: UInt64) { bits |= bit }

  func mayContain(_ bit: UInt64) -> Bool { bits & bit != 0 }

  /// The bit that stands for a name, and for many other names.
  static func bit(of name: String) -> UInt64 { 1 << UInt64(name.smallHash) }
}

/// The positions of names in a list that is known beforehand: finds one with a comparison or two, where a
/// dictionary would hash the whole name.
package struct NamePositions: Sendable {
  private var buckets: [[(name: String, position: Int)]] = Array(repeating: [], count: 64)

  /// - Parameter names: of names that are the same, the first counts.
  package init(_ names: [String]) {
    for (position, name) in names.enumerated() { buckets[name.smallHash].append((name, position)) }
  }

  package subscript(name: String) -> Int? {
    buckets[name.smallHash].first { $0.name.hasSameScalars(as: name) }?.position
  }
}

extension String {
  /// From 0 to 63, of the length and both ends.
  fileprivate var smallHash: Int {
    let mix = utf8.withContiguousStorageIfAvailable { name in
      guard let first = name.first, let last = name.last else { return 0 }
      return name.count &* 5 &+ Int(first) &* 7 &+ Int(last)
    }
    return (mix ?? 0) & 63
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
