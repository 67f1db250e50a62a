extension Sequence {
  /// Returns the first element of each key, in order.
  package func uniqued<Key: Hashable>(by key: (Element) -> Key) -> [Element] {
    var seen: Set<Key> = []
    return filter { seen.insert(key($0)).inserted }
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, in the order of first appearance.
  package var uniqued: [Element] { uniqued(by: { $0 }) }
}
