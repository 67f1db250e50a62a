import GRDB
import GRDBSQLite
import UnderstudyPlatform

/// The reason why the store could not do something. Nothing was stored.
package struct StoreError: Error, CustomStringConvertible {
  /// The storage that has no room left.
  package enum Shortage: Sendable, Equatable {
    case disk(path: String)
    /// The database in memory, with its limit in bytes.
    case memory(limit: Int)
  }

  /// SQLite's message or ours, without a full stop.
  package let reason: String
  /// Whether the reason is that the sandbox has been reset since the request began.
  package let isSuperseded: Bool
  /// Nil if there is another reason.
  package private(set) var shortage: Shortage?
  /// SQLite's primary result code; nil if the reason is not SQLite's.
  let code: Int32?
  /// Whether the system said last that a file cannot grow. SQLite has a number of its own for a full disk only.
  private let isSystemShortage: Bool

  static let superseded = StoreError(reason: "its sandbox has been reset", isSuperseded: true)

  init(reason: String, isSuperseded: Bool = false) {
    self.reason = reason
    self.isSuperseded = isSuperseded
    (code, isSystemShortage) = (nil, false)
  }

  private init(_ code: Int32, reason: String) {
    self.reason = reason
    isSuperseded = false
    self.code = code & 0xFF
    isSystemShortage = DiskSpace.isShortage(SystemError.lastNumber)
  }

  /// - Parameter statement: the statement that failed; its connection has a longer message than the code.
  init(_ code: Int32, of statement: OpaquePointer? = nil) {
    let detail = statement.flatMap(sqlite3_db_handle).map { String(cString: sqlite3_errmsg($0)) }
    self.init(code, reason: detail ?? String(cString: sqlite3_errstr(code)))
  }

  package var description: String { shortage?.description ?? reason }

  /// Returns the error with its shortage, if there is no room where it happened.
  func located(at location: AgentStore.Location, memoryLimit: Int) -> StoreError {
    var error = self
    switch location {
    case .memory: if code == SQLITE_FULL { error.shortage = .memory(limit: memoryLimit) }
    case .file(let path): if isOnFullDisk(path) { error.shortage = .disk(path: path) }
    }
    return error
  }

  private func isOnFullDisk(_ path: String) -> Bool {
    switch code {
    case SQLITE_FULL: true
    // SQLite does not pass on every number, such as that of its index of the log.
    case SQLITE_IOERR, SQLITE_CANTOPEN: isSystemShortage || Self.hasNoRoom(path)
    default: false
    }
  }

  private static func hasNoRoom(_ path: String) -> Bool {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    return DiskSpace.available(at: directory).map { $0 < Reserve.roomOfUpdate } ?? false
  }

  /// Runs `work`, and turns every error into a ``StoreError``.
  static func wrapping<Value>(_ work: () throws -> Value) throws(StoreError) -> Value {
    do {
      return try work()
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(error.resultCode.rawValue, reason: "\(error)")
    } catch {
      throw StoreError(reason: String(describing: error))
    }
  }
}

extension StoreError.Shortage: CustomStringConvertible {
  /// The words for a client's message: `the disk is full`.
  package var summary: String {
    switch self {
    case .disk: "the disk is full"
    case .memory: "the database in memory is full"
    }
  }

  package var description: String {
    switch self {
    case .disk(let path): "\(summary), or the file may not grow: \(path)"
    case .memory(let limit): "\(summary), which may have \(limit) bytes"
    }
  }
}
