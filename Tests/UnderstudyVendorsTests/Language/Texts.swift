import Testing
import UnderstudyJSON
import UnderstudyVendors

extension Members {
  /// Reads an object that stands in a test.
  init(text: String) throws { self = try #require(JSON(reading: Array(text.utf8)).members) }

  /// As compact JSON text, in the order of the members.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension Object {
  /// Merges with a seal that shows what it was given.
  func merging(_ update: String, into stored: String?) throws -> String {
    let stored = try stored.map { try Members(text: $0) }
    return merging(try Members(text: update), into: stored, sealing: { "enc_(\($0))" }).text
  }
}
