import GRDB
import GRDBSQLite

/// The reason why the store could not do something. Nothing was stored.
package struct StoreError: Error, CustomStringConvertible {
  /// SQLite's message or ours, without a full stop.
  package let reason: String
  /// Whether the reason is that the sandbox has been reset since the request began.
  package let isSuperseded: Bool

  static let superseded = StoreError(reason: "its sandbox has been reset", isSuperseded: true)

  init(reason: String, isSuperseded: Bool = false) {
    self.reason = reason
    self.isSuperseded = isSuperseded
  }

  /// - Parameter statement: the statement that failed; its connection has a longer message than the code.
  init(_ code: Int32, of statement: OpaquePointer? = nil) {
    let detail = statement.flatMap(sqlite3_db_handle).map { String(cString: sqlite3_errmsg($0)) }
    self.init(reason: detail ?? String(cString: sqlite3_errstr(code)))
  }

  package var description: String { reason }

  /// Runs `work`, and turns every error into a ``StoreError``.
  static func wrapping<Value>(_ work: () throws -> Value) throws(StoreError) -> Value {
    do {
      return try work()
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(reason: String(describing: error))
    }
  }
}
