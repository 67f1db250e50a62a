import JSON
import Testing

extension Members {
  /// Reads an object that stands in a test.
  init(text: String) throws { self = try #require(JSON(reading: Array(text.utf8)).members) }

  /// As compact JSON text, in the order of the members.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}
