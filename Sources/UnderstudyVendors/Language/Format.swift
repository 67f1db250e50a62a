import FoundationEssentials
import UnderstudyJSON
import UnderstudyPlatform

/// A form that strings can be demanded to have.
package struct Format: Sendable {
  /// The form in words, to follow "must be": `a UUID`.
  package let noun: String
  /// The same in the keywords of JSON Schema, as exactly as they can say it.
  package let schema: Members
  package let accepts: @Sendable (String) -> Bool

  package init(_ noun: String, schema: Members, accepts: @escaping @Sendable (String) -> Bool) {
    self.noun = noun
    self.schema = schema
    self.accepts = accepts
  }
}

extension Format {
  /// 8-4-4-4-12 hexadecimal digits in any case (RFC 9562); no braces, no `urn:uuid:`.
  package static let uuid = Format(
    "a UUID",
    schema: ["format": "uuid", "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"]
  ) { text in
    text.utf8.span.withUnsafeBytes { bytes in
      guard bytes.count == 36 else { return false }
      for (position, byte) in bytes.enumerated() {
        let isHyphen = position == 8 || position == 13 || position == 18 || position == 23
        guard isHyphen ? byte == UInt8(ascii: "-") : byte.isHexDigit else { return false }
      }
      return true
    }
  }

  /// An absolute URL of the web by RFC 3986: `http` or `https`, and a host.
  package static let webURL = Format(
    "an absolute http or https URL", schema: ["format": "uri", "pattern": .string(webURLPattern)]
  ) { text in
    guard let url = URL(string: text, encodingInvalidCharacters: false),
      let scheme = url.scheme?.lowercased(), let host = url.host()
    else { return false }
    return ["http", "https"].contains(scheme) && !host.isEmpty && text.holdsAddressInBrackets
  }

  private static let webURLPattern = {
    let escaped = "%[0-9A-Fa-f]{2}"
    func some(_ marks: String) -> String { "([A-Za-z0-9._~!$&'()*+,;=\(marks)-]|\(escaped))" }
    let host = #"(\[[0-9A-Fa-f:.]+\]|"# + some("") + "+)"
    let path = "(/\(some(":@/"))*)?"
    return "^[Hh][Tt][Tt][Pp][Ss]?://(\(some(":"))*@)?\(host)(:[0-9]*)?\(path)"
      + #"(\?"# + some(":@/?") + "*)?(#" + some(":@/?") + "*)?$"
  }()

  /// ISO 8601 in UTC with seconds: `2026-04-17T12:00:00Z`, a day that exists.
  package static let timestamp = Format(
    "a time such as 2026-04-17T12:00:00Z",
    schema: ["format": "date-time", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"]
  ) { text in
    Timestamp(text) != nil
  }
}

extension Format {
  /// What stands for a secret that was stored.
  package static let token = Format(
    "a token that starts with \(tokenPrefix)", schema: ["pattern": .string("^\(tokenPrefix)")]
  ) { $0.hasPrefix(tokenPrefix) }
  package static let tokenPrefix = "enc_"

  /// Hours and minutes of a day of 24 hours: `08:00`.
  package static let timeOfDay = Format(
    "a time from 00:00 to 23:59, as HH:MM", schema: ["pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"]
  ) { text in
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return false }
    guard let hours = twoDigits(bytes[0...1]), let minutes = twoDigits(bytes[3...4]) else { return false }
    return hours < 24 && minutes < 60
  }

  private static func twoDigits(_ bytes: ArraySlice<UInt8>) -> UInt8? {
    let digits = bytes.map { $0 &- UInt8(ascii: "0") }
    return digits.allSatisfy { $0 < 10 } ? digits.reduce(0) { $0 * 10 + $1 } : nil
  }

  /// A name of the IANA time zone database, as the database writes it: `Africa/Lagos`.
  package static let timeZone = Format(
    "a time zone name such as Africa/Lagos", schema: ["enum": .array(TimeZoneNames.sorted.map(JSON.string))]
  ) { TimeZoneNames.contains($0) }

  /// Text that is itself JSON: an array of objects.
  package static let arrayOfObjects = Format(
    "the text of a JSON array of objects",
    schema: [
      "contentMediaType": "application/json", "contentSchema": ["type": "array", "items": ["type": "object"]],
    ]
  ) { text in
    let elements = (try? JSON(reading: Array(text.utf8)))?.array
    return elements?.allSatisfy { $0.members != nil } ?? false
  }
}

extension String {
  /// Whether what stands in brackets, if anything does, is an IPv6 address: Foundation takes anything there.
  fileprivate var holdsAddressInBrackets: Bool {
    guard let start = firstIndex(of: "[") else { return true }
    return IPAddress.isV6(String(self[start...].dropFirst().prefix { $0 != "]" }))
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
