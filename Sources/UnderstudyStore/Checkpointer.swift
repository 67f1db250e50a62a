import GRDB
import GRDBSQLite
import Synchronization

/// When the write-ahead log of a file is copied into the file. In pages of 4 KiB.
package struct CheckpointSchedule: Sendable {
  /// The growth of the log between two checkpoints: 16 MiB.
  package var interval = 4_096
  /// The size from which on the log is copied to its end: 256 MiB.
  package var limit = 65_536

  package init() {}
}

/// A connection that copies the write-ahead log of a file into the file, on a thread of its own.
///
/// A checkpoint waits for the disk, twice. Updates do not wait for it: they append to the log meanwhile. SQLite starts
/// the log anew once all of it is copied, which never happens while updates keep coming. So a log that has reached its
/// limit is copied to its end while updates wait, which is short, because most of it has been copied before.
final class Checkpointer: Sendable {
  private let schedule: CheckpointSchedule
  private let queue: DatabaseQueue
  private let isCopying = Atomic(false)
  /// The pages at the start of the log that have been copied.
  private let copiedPages = Atomic(0)

  /// - Parameter queue: A second connection to the file.
  init(_ queue: DatabaseQueue, _ schedule: CheckpointSchedule) {
    self.queue = queue
    self.schedule = schedule
  }

  /// Observes the commits of the connection that writes. It must be closed, or not be used any more, when this object is
  /// freed.
  func observe(_ db: Database) {
    // It replaces the checkpoints that SQLite makes in a commit.
    sqlite3_wal_hook(
      db.sqliteConnection,
      { context, _, _, pages in
        if let context { Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue().logGrew(to: Int(pages)) }
        return SQLITE_OK
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Waits for the end of a checkpoint, and closes the connection.
  func close() { try? queue.close() }

  private func logGrew(to pages: Int) {
    // The log has been started anew.
    if pages < copiedPages.load(ordering: .relaxed) { copiedPages.store(0, ordering: .relaxed) }
    guard pages - copiedPages.load(ordering: .relaxed) >= schedule.interval,
      !isCopying.exchange(true, ordering: .relaxed)
    else { return }
    queue.asyncWriteWithoutTransaction { db in
      self.copiedPages.store(self.copyLog(db, from: pages), ordering: .relaxed)
      self.isCopying.store(false, ordering: .relaxed)
    }
  }

  /// - Parameter pages: The size of the log.
  /// - Returns: The pages of the log that need no further checkpoint. After an error, which a full disk causes, these are
  ///   all: what was acknowledged is still in the log, and is copied in the next interval.
  private func copyLog(_ db: Database, from pages: Int) -> Int {
    do {
      var log = try db.checkpoint(.passive)
      guard log.walFrameCount >= schedule.limit else { return log.checkpointedFrameCount }
      for _ in 0..<Self.mostRepeats where log.walFrameCount - log.checkpointedFrameCount > Self.fewPages {
        log = try db.checkpoint(.passive)
      }
      try db.checkpoint(.restart)
      return 0
    } catch {
      return pages
    }
  }

  /// How often the log is copied without blocking updates, until fewer pages are left than these.
  private static let (mostRepeats, fewPages) = (8, 256)
}
