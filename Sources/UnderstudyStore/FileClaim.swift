import Foundation
import Synchronization

/// A database file that a store of this process has open, for as long as the claim lives. SQLite locks a file against
/// other processes only.
final class FileClaim: Sendable {
  private struct File: Hashable {
    let device, number: UInt64?
  }

  private static let files = Mutex<Set<File>>([])
  private let file: File

  /// - Returns: Nil if another store has the file open.
  init?(_ path: String) throws {
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try FileManager.default.attributesOfItem(atPath: resolved)
    let file = File(
      device: attributes[.systemNumber] as? UInt64, number: attributes[.systemFileNumber] as? UInt64)
    guard Self.files.withLock({ $0.insert(file).inserted }) else { return nil }
    self.file = file
  }

  deinit { Self.files.withLock { [file] in _ = $0.remove(file) } }
}
