import UnderstudyJSON

/// A format of strings.
package struct Format: Sendable {
  /// The format in words that follow "must be": `a UUID`.
  package let description: String
  /// The format in keywords of JSON Schema, as exactly as they can express it.
  package let schema: Members
  package let accepts: @Sendable (String) -> Bool

  package init(_ description: String, schema: Members, accepts: @escaping @Sendable (String) -> Bool) {
    self.description = description
    self.schema = schema
    self.accepts = accepts
  }
}

extension Format {
  /// 8-4-4-4-12 hexadecimal digits in any case (RFC 9562), without braces or `urn:uuid:`.
  package static let uuid = Format(
    "a UUID", schema: ["format": "uuid", "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"]
  ) { text in
    text.utf8.span.withUnsafeBytes { bytes in
      guard bytes.count == 36, bytes.reduce(0, { $0 + ($1.isHexDigit ? 1 : 0) }) == 32 else { return false }
      let hyphen = UInt8(ascii: "-")
      return bytes[8] == hyphen && bytes[13] == hyphen && bytes[18] == hyphen && bytes[23] == hyphen
    }
  }

  /// An absolute URL with the scheme `http` or `https` and a host, as the WHATWG URL standard reads it.
  package static let webURL = Format(
    "an absolute http or https URL", schema: ["pattern": .string(webURLPattern)], accepts: WebURL.isValid)

  /// Nearly as lenient as ``WebURL``, so that tools can generate texts from it.
  private static let webURLPattern = {
    let digits = "[0-9A-Fa-f]{1,4}"
    let compressed = (1...6).map { "(\(digits):){1,\($0)}(:\(digits)){1,\(7 - $0)}" }
    let addresses = compressed + ["(\(digits):){7}\(digits)", "(\(digits):){1,7}:", ":((:\(digits)){1,7}|:)"]
    let host = #"(\[("# + addresses.joined(separator: "|") + #")\]|[^\u0000-\u0020#/:<>?@\[\\\]^|%\u007f]+)"#
    let port = "([0-9]{0,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
    return #"^[\u0000-\u0020]*[Hh][Tt][Tt][Pp][Ss]?:[/\\]*([^\u0000-\u0020/\\?#]*@)?"# + host + "(:\(port))?"
      + #"([/\\?#][^\r\n]*)?[\u0000-\u0020]*$"#
  }()

  /// ISO 8601 in UTC with seconds: `2026-04-17T12:00:00Z`, on a day that exists.
  package static let timestamp = Format(
    "a time such as 2026-04-17T12:00:00Z",
    schema: ["format": "date-time", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"]
  ) { Timestamp($0) != nil }

  /// The token of a stored secret.
  package static let token = Format(
    "a token that starts with \(tokenPrefix)", schema: ["pattern": .string("^\(tokenPrefix)")]
  ) { $0.hasPrefix(tokenPrefix) }
  package static let tokenPrefix = "enc_"

  /// Hours and minutes of a day of 24 hours: `08:00`.
  package static let timeOfDay = Format(
    "a time from 00:00 to 23:59, as HH:MM", schema: ["pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"]
  ) { text in
    let (zero, colon) = (UInt8(ascii: "0"), UInt8(ascii: ":"))
    let hasDigits = zip(text.utf8, "99:59".utf8).allSatisfy { $1 == colon ? $0 == colon : zero...$1 ~= $0 }
    return text.utf8.count == 5 && hasDigits && text < "24:00"
  }

  /// A name of the IANA time zone database, in its spelling: `Africa/Lagos`.
  package static let timeZone = Format(
    "a time zone name such as Africa/Lagos", schema: ["enum": .array(timeZones.map(JSON.string))]
  ) { text in
    // Strings compare by canonical equivalence: a Kelvin sign would equal the K of `Kwajalein`.
    text.utf8.allSatisfy { $0 < 0x80 } && timeZoneSet.contains(text)
  }

  /// The zones and links of release 2025b, sorted. Built in, because machines without a time zone package have none.
  private static let timeZones = String(decoding: PackageResources.TimeZones_txt, as: UTF8.self)
    .split(separator: "\n").map(String.init)
  private static let timeZoneSet = Set(timeZones)

  /// The text of a JSON array of objects.
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

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    // With the bit 0x20, letters are in lower case.
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= self || UInt8(ascii: "a")...UInt8(ascii: "f") ~= self | 0x20
  }
}
