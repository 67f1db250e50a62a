import Synchronization

/// What the mappings of all sandboxes may take together, as the bytes of their texts; in memory it is up to 25 times as
/// much.
package final class MappingMemory: Sendable {
  package static let limit = 64 << 20
  private let left = Atomic(limit)

  /// A part of it, given back when nobody holds it any more.
  package final class Share: Sendable {
    private let memory: MappingMemory
    private let bytes: Int

    fileprivate init(_ memory: MappingMemory, _ bytes: Int) { (self.memory, self.bytes) = (memory, bytes) }

    deinit { memory.left.wrappingAdd(bytes, ordering: .relaxed) }
  }

  /// - Returns: nil where not so much is left.
  package func take(_ bytes: Int) -> Share? {
    let share = Share(self, bytes)
    return left.wrappingSubtract(bytes, ordering: .relaxed).newValue >= 0 ? share : nil
  }
}
