import Synchronization
import UnderstudyWireMock

/// The memory that the mappings of all sandboxes may take together, in bytes of their texts. Parsed they take up to 25
/// times as much.
package final class MappingMemory: Sendable {
  package static let limit = 64 << 20
  private let left = Atomic(limit)

  /// A part of the memory, which is returned when the last reference to it is gone.
  package final class Share: Sendable {
    private let memory: MappingMemory
    private let bytes: Int

    fileprivate init(_ memory: MappingMemory, _ bytes: Int) { (self.memory, self.bytes) = (memory, bytes) }

    deinit { memory.left.wrappingAdd(bytes, ordering: .relaxed) }
  }

  /// Reserves a number of bytes.
  /// - Returns: nil if fewer are left.
  package func take(_ bytes: Int) -> Share? {
    let share = Share(self, bytes)
    return left.wrappingSubtract(bytes, ordering: .relaxed).newValue >= 0 ? share : nil
  }
}

extension MappingMemory {
  /// Returns the mappings that sandboxes start with.
  /// - Returns: nil if they need more memory than is left for mappings.
  package func stubs(startingWith mappings: [StubMapping]) -> Stubs? {
    let shares = mappings.compactMap { take($0.bytes) }
    return shares.count == mappings.count ? Stubs(startingWith: mappings, taking: shares) : nil
  }
}
