import UnderstudyJSON

extension JSON {
  /// Reads a text that stands in a test. Labelled, because `JSON("…")` of a literal is a string.
  init(text: String, duplicates: Duplicates = .lastCounts) throws(ReadError) {
    try self.init(reading: Array(text.utf8), duplicates: duplicates)
  }
}
