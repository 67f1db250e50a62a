import CMicroHTTPD
import Synchronization

/// What closed connections had, which malloc keeps because what lives longer stands between.
final class SpareMemory: Sendable {
  /// How many connections had been closed when it was last returned: for the first time soon after the start, which
  /// itself took some.
  private let closings = Atomic(-256)

  /// Returns it to the system if it is much: 32 KiB a connection.
  func giveBack(after all: Int) {
    guard all - closings.load(ordering: .relaxed) >= 256 else { return }
    closings.store(all, ordering: .relaxed)
    malloc_trim(0)
  }
}
