import UnderstudyJSON

extension JSON {
  /// Reads a text that stands in a test. Labelled, because `JSON("…")` of a literal is a string.
  package init(text: String) throws(ReadError) { try self.init(reading: Array(text.utf8)) }
}
