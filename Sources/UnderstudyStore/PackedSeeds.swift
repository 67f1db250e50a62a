import UnderstudyJSON

/// Seeds as text, in one piece of memory: most are never looked at, and parsed they would take five times as much.
struct PackedSeeds {
  private struct Seed {
    let collection: String
    /// Where its id and its record are.
    let id, record: Range<Int>
  }

  private var bytes: [UInt8] = []
  private var seeds: [Seed] = []
  /// Where in `seeds` the one with a hash value is. Another one with the same value is at the next that is free.
  private var positions: [Int: Int] = [:]

  var count: Int { seeds.count }
  var byteCount: Int { bytes.count }

  /// Adds a seed, unless there is one of its key.
  mutating func insert(_ agent: StoredAgent) {
    let (slot, position) = find(agent.collection, agent.id)
    guard position == nil else { return }
    positions[slot] = seeds.count
    seeds.append(
      Seed(collection: agent.collection, id: append(Array(agent.id.utf8)), record: append(agent.record.bytes)))
  }

  private mutating func append(_ text: [UInt8]) -> Range<Int> {
    let start = bytes.count
    bytes += text
    return start..<bytes.count
  }

  subscript(collection: String, id: String) -> Members? {
    get throws(StoreError) {
      try find(collection, id).position.map { position throws(StoreError) in
        try bytes.withUnsafeBufferPointer { bytes throws(StoreError) in
          try Members(stored: UnsafeBufferPointer(rebasing: bytes[seeds[position].record]), "\(collection)/\(id)")
        }
      } ?? nil
    }
  }

  func contains(_ collection: String, _ id: String) -> Bool { find(collection, id).position != nil }

  func forEach(_ visit: (AgentKey, _ text: [UInt8]) throws(StoreError) -> Void) throws(StoreError) {
    for seed in seeds {
      let id = String(decoding: bytes[seed.id], as: UTF8.self)
      try visit(AgentKey(sandbox: .seeds, collection: seed.collection, id: id), Array(bytes[seed.record]))
    }
  }

  /// Where the seed of a key is; where there is none, `slot` is where it would be noted.
  private func find(_ collection: String, _ id: String) -> (slot: Int, position: Int?) {
    var slot = Self.hash(collection, id)
    while let position = positions[slot] {
      if isAt(position, collection, id) { return (slot, position) }
      slot &+= 1
    }
    return (slot, nil)
  }

  private func isAt(_ position: Int, _ collection: String, _ id: String) -> Bool {
    seeds[position].collection == collection && bytes[seeds[position].id].elementsEqual(id.utf8)
  }

  private static func hash(_ collection: String, _ id: String) -> Int {
    var hasher = Hasher()
    hasher.combine(collection)
    hasher.combine(id)
    return hasher.finalize()
  }
}
