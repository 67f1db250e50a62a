import Dispatch
import Logging
import Synchronization
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyStore

/// Removes, beside the requests and a little at a time, what nobody needs any more: idle sandboxes, rows that no longer
/// count, and the memory of connections that were closed.
final class Housekeeping: Sendable {
  private let sandboxes: Sandboxes
  private let server: Server
  private let logger: Logger
  private let queue = DispatchQueue(label: "housekeeping", qos: .utility)
  private let isStopped = Atomic(false)

  init(_ sandboxes: Sandboxes, _ server: Server, _ logger: Logger) {
    self.sandboxes = sandboxes
    self.server = server
    self.logger = logger
    schedule()
  }

  private func schedule() {
    queue.asyncAfter(deadline: .now() + .seconds(1)) { [weak self] in
      guard let self, !isStopped.load(ordering: .relaxed) else { return }
      tidy()
      schedule()
    }
  }

  private func tidy() {
    server.giveBackMemory()
    do {
      try sandboxes.removeUnused()
      sandboxes.journal.freeRemovedEntries()
      // Requests wait for each of these: many short ones hold up none for long.
      while try sandboxes.store.sweep(), !isStopped.load(ordering: .relaxed) {}
    } catch {
      logger.error("tidying up failed", metadata: ["reason": "\(error)"])
    }
  }

  /// When this returns, nothing is touched any more.
  func stop() {
    isStopped.store(true, ordering: .relaxed)
    queue.sync {}
  }
}
