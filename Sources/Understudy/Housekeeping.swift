import Dispatch
import Logging
import Synchronization
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyStore

/// Removes idle sandboxes, rows of old sandbox generations and unused memory in the background, in small steps.
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
      cleanUp()
      schedule()
    }
  }

  private func cleanUp() {
    server.giveBackMemory()
    do {
      try sandboxes.removeUnused()
      sandboxes.journal.freeRemovedEntries()
      // Requests wait for each call, so that many short calls are better than a long one.
      while try sandboxes.store.sweep(), !isStopped.load(ordering: .relaxed) {}
    } catch {
      logger.error("background cleanup failed", metadata: ["reason": "\(error)"])
    }
  }

  /// Stops. When this returns, no cleanup is running.
  func stop() {
    isStopped.store(true, ordering: .relaxed)
    queue.sync {}
  }
}
