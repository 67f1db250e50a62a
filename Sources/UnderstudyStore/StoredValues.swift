import GRDB

extension Row {
  /// Returns the text of a column.
  ///
  /// GRDB's subscripts end the process if a value has another type. The values of a file may have any.
  /// - Throws: ``StoreError`` that names the column, if it has no text.
  func text(_ column: String) throws -> String {
    guard let text = try optionalText(column) else { throw damaged(column, "is null") }
    return text
  }

  /// Returns the text of a column; nil for null.
  func optionalText(_ column: String) throws -> String? {
    guard let value = self[column] as DatabaseValue? else { throw damaged(column, "is missing") }
    switch value.storage {
    case .null: return nil
    case .string(let text): return text
    default: throw damaged(column, "is not a text")
    }
  }

  /// Returns the integer of a column.
  /// - Throws: ``StoreError`` that names the column, if it has none.
  func integer(_ column: String) throws -> Int {
    guard let value = self[column] as DatabaseValue?, case .int64(let number) = value.storage else {
      throw damaged(column, "is not an integer")
    }
    return Int(number)
  }

  private func damaged(_ column: String, _ error: String) -> StoreError {
    StoreError(reason: "the database is damaged: `\(column)` \(error)")
  }
}
