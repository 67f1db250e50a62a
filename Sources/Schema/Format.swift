import FoundationEssentials

/// A form that strings can be demanded to have.
package struct Format: Sendable {
  /// The form in words, to follow "must be": `a UUID`.
  package let noun: String
  /// The name of the form in JSON Schema's `format`, if it has one.
  package let jsonSchemaName: String?
  package let accepts: @Sendable (String) -> Bool

  package init(
    _ noun: String, jsonSchemaName: String? = nil, accepts: @escaping @Sendable (String) -> Bool
  ) {
    self.noun = noun
    self.jsonSchemaName = jsonSchemaName
    self.accepts = accepts
  }
}

extension Format {
  /// 8-4-4-4-12 hexadecimal digits in any case (RFC 9562); no braces, no `urn:uuid:`.
  package static let uuid = Format("a UUID", jsonSchemaName: "uuid") { text in
    text.utf8.count == 36
      && zip(text.utf8, 0...).allSatisfy { byte, position in
        switch position {
        case 8, 13, 18, 23: byte == UInt8(ascii: "-")
        default: byte.isHexDigit
        }
      }
  }

  /// An absolute URL of the web by RFC 3986: `http` or `https`, and a host.
  package static let webURL = Format("an absolute http or https URL", jsonSchemaName: "uri") { text in
    guard let url = URL(string: text, encodingInvalidCharacters: false),
      let scheme = url.scheme?.lowercased(), let host = url.host()
    else { return false }
    return ["http", "https"].contains(scheme) && !host.isEmpty
  }

  /// ISO 8601 in UTC with seconds: `2026-04-17T12:00:00Z`, a day that exists.
  package static let timestamp = Format(
    "a time such as 2026-04-17T12:00:00Z", jsonSchemaName: "date-time"
  ) { text in
    Timestamp(text) != nil
  }
}

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
