import GRDB

/// SQLite could not do what was asked of it.
package struct StoreError: Error, CustomStringConvertible {
  /// SQLite's own words, or ours: a clause without a final stop.
  package let reason: String

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
