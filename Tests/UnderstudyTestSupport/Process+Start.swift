import Foundation
import Synchronization

private let starting = Mutex(())

extension Process {
  /// Starts the process, one at a time: it must not inherit what is being set up for another. Such as the end of a pipe, so that
  /// who reads the other's output would not see its end before this process has ended too.
  package func start() throws { try starting.withLock { _ in try run() } }
}
