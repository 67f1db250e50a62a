import Dispatch
import Logging
import Synchronization
import UnderstudyEmulator
import UnderstudyServer

/// Removes idle sandboxes, rows of old sandbox generations and unused memory in the background, in small steps, while a
/// server is available.
final class Housekeeping: Sendable {
  private let sandboxes: Sandboxes
  private let server: Server
  private let availability: Availability
  private let logger: Logger
  private let queue = DispatchQueue(label: "housekeeping", qos: .utility)
  /// Why the last cleanup failed, so that a disk that is full all night is not logged each second.
  private let failure = Mutex<String?>(nil)

  init(_ sandboxes: Sandboxes, _ server: Server, _ availability: Availability, _ logger: Logger) {
    self.sandboxes = sandboxes
    self.server = server
    self.availability = availability
    self.logger = logger
    schedule()
  }

  private func schedule() {
    queue.asyncAfter(deadline: .now() + .seconds(1)) { [weak self] in
      guard let self, availability.isServing else { return }
      cleanUp()
      schedule()
    }
  }

  private func cleanUp() {
    server.giveBackMemory()
    sandboxes.store.recover()
    do {
      sandboxes.removeUnused()
      // Requests wait for each call, so that many short calls are better than a long one.
      while try sandboxes.store.sweep(), availability.isServing {}
      logOnce(nil)
    } catch {
      logOnce("\(error)")
    }
  }

  /// Logs why a cleanup failed, unless the one before failed for the same reason.
  private func logOnce(_ reason: String?) {
    let last = failure.withLock { failure in
      defer { failure = reason }
      return failure
    }
    guard let reason, reason != last else { return }
    logger.error("background cleanup failed", metadata: ["reason": "\(reason)"])
  }

  /// Waits until no cleanup is running. The server must not be available any more.
  func finish() { queue.sync {} }
}

/// Whether a server accepts requests, for its readiness check.
final class Availability: Sendable {
  private let state = Atomic(true)

  var isServing: Bool { state.load(ordering: .relaxed) }

  func end() { state.store(false, ordering: .relaxed) }
}
