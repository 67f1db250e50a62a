import GRDB
import GRDBSQLite

/// What was asked of the store could not be done; nothing was stored.
package struct StoreError: Error, CustomStringConvertible {
  /// SQLite's own words, or ours: a clause without a final stop.
  package let reason: String
  /// The sandbox has been reset since the request began.
  package let isSuperseded: Bool

  static let superseded = StoreError(reason: "its sandbox has been reset", isSuperseded: true)

  init(reason: String, isSuperseded: Bool = false) {
    self.reason = reason
    self.isSuperseded = isSuperseded
  }

  /// - Parameter statement: what failed; its connection knows more than the code says.
  init(_ code: Int32, of statement: OpaquePointer? = nil) {
    let detail = statement.flatMap(sqlite3_db_handle).map { String(cString: sqlite3_errmsg($0)) }
    self.init(reason: detail ?? String(cString: sqlite3_errstr(code)))
  }

  package var description: String { reason }

  /// Runs `work` and gives whatever it throws this type.
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
