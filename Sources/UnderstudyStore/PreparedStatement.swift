import GRDB
import GRDBSQLite

/// A statement that SQLite has compiled once, for the few that every update runs.
///
/// GRDB's statements box their arguments and look types up at run time: an update through them costs more than twice
/// as much (see `docs/architecture.md`). Everything that is not on the path of a request uses GRDB's.
struct PreparedStatement: ~Copyable {
  private let handle: OpaquePointer

  init(_ sql: String, _ db: Database) throws(StoreError) {
    var handle: OpaquePointer?
    let code = sqlite3_prepare_v3(db.sqliteConnection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
    guard code == SQLITE_OK, let handle else {
      throw StoreError(reason: db.lastErrorMessage ?? String(cString: sqlite3_errstr(code)))
    }
    self.handle = handle
  }

  deinit { sqlite3_finalize(handle) }

  /// Binds a parameter, counted from 1. SQLite copies the text.
  func bind(copying text: String, at index: Int32) throws(StoreError) {
    try check(sqlite3_bind_text(handle, index, text, Int32(clamping: text.utf8.count), Self.copied))
  }

  /// Binds a parameter, counted from 1, to UTF-8 that stays where it is until ``clear()``. Copying the three texts of a
  /// key takes a quarter of the time of a write.
  func bind(_ utf8: UnsafeBufferPointer<UInt8>, at index: Int32) throws(StoreError) {
    // Without memory, it would be null.
    guard let start = utf8.baseAddress else { return try bind(copying: "", at: index) }
    let text = UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
    try check(sqlite3_bind_text(handle, index, text, Int32(clamping: utf8.count), nil))
  }

  /// The number of the row that the connection inserted last.
  var insertedRow: Int64 { sqlite3_last_insert_rowid(sqlite3_db_handle(handle)) }

  /// Binds all parameters to nothing, so that what they were bound to may be freed.
  func clear() { sqlite3_clear_bindings(handle) }

  func bind(_ number: Int64, at index: Int32) throws(StoreError) {
    try check(sqlite3_bind_int64(handle, index, number))
  }

  private func check(_ code: Int32) throws(StoreError) {
    guard code == SQLITE_OK else { throw StoreError(code) }
  }

  /// SQLITE_TRANSIENT, a macro that Swift cannot see.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  /// Runs a statement that returns nothing.
  func run() throws(StoreError) {
    defer { sqlite3_reset(handle) }
    let code = sqlite3_step(handle)
    guard code == SQLITE_DONE else { throw StoreError(code, of: handle) }
  }

  /// Runs a statement that returns one row of a number and a text, or nothing.
  /// - Parameter read: gets the number, which is zero for null, and the text's UTF-8, which is valid only during the call.
  func firstRow<Value>(
    _ read: (Int64, UnsafeBufferPointer<UInt8>) throws(StoreError) -> Value
  ) throws(StoreError) -> Value? {
    defer { sqlite3_reset(handle) }
    switch sqlite3_step(handle) {
    case SQLITE_DONE: return nil
    case SQLITE_ROW:
      let start = sqlite3_column_text(handle, 1)
      let text = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, 1)))
      return try read(sqlite3_column_int64(handle, 0), text)
    case let code: throw StoreError(code, of: handle)
    }
  }
}
