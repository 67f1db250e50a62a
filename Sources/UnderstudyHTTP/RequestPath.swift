import UnderstudyPlatform

/// A request's path, with the escapes decoded that stand for characters which need none (RFC 3986, 6.2.2.2).
///
/// The others stay until a parameter has been cut out: `%2F` in an id is part of the id.
package struct RequestPath {
  package private(set) var normalized: String
  /// The host, and port if there is one, of a target in absolute form.
  package let authority: String?

  /// Takes the path out of a raw request target, also of one in absolute form (`http://host/path`), as proxies
  /// get it; nil where it has none.
  package init?(target: String) {
    // Most targets are their own path.
    if target.utf8.first == UInt8(ascii: "/"),
      !target.utf8.span.withUnsafeBytes({ $0.contains(where: \.isDelimiterOrEscape) })
    {
      normalized = target
      authority = nil
      return
    }
    let target = target.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    if target.first == UInt8(ascii: "/") {
      normalized = Self.normalized(target)
      authority = nil
      return
    }
    guard let scheme = Substring(target).firstRange(of: "://") else { return nil }
    let rest = target[scheme.upperBound...]
    guard let path = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    normalized = Self.normalized(rest[path...])
    authority = Substring(rest[..<path]).split(separator: "@").last.map(String.init)
  }

  /// Cuts off the first segment if it is one of these, and there are more.
  package mutating func removePrefix(among prefixes: [String]) -> String? {
    let segment = normalized.utf8.span.withUnsafeBytes { path in
      prefixes.first { path.holds($0, at: 1) && path.holds("/", at: 1 + $0.utf8.count) }
    }
    if let segment { normalized = String(normalized.utf8.dropFirst(1 + segment.utf8.count)) ?? "" }
    return segment
  }

  private static func normalized(_ path: Substring.UTF8View) -> String {
    var text: [UInt8] = []
    var rest = path
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%"), let decoded = Self.escaped(rest), decoded.isUnreserved else {
        text.append(byte)
        continue
      }
      text.append(decoded)
      rest = rest.dropFirst(2)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Percent-decoded; nil where an escape is not two hexadecimal digits, or the result is not UTF-8.
  static func decoded(_ text: UnsafeRawBufferPointer) -> String? {
    // Part of a string, between slashes.
    guard text.contains(UInt8(ascii: "%")) else { return String(decoding: text, as: UTF8.self) }
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let decoded = escaped(rest) else { return nil }
      bytes.append(decoded)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The byte that the two hexadecimal digits at the start of `text` stand for.
  private static func escaped(_ text: some Sequence<UInt8>) -> UInt8? {
    let digits = text.prefix(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return digits.count == 2 ? UInt8(digits[0] << 4 | digits[1]) : nil
  }
}

extension String {
  /// As one step of a path, with `%XX` for what may not stand there as it is.
  package var asStep: String {
    utf8.reduce(into: "") { step, byte in
      if byte.isUnreserved {
        step.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        step += (byte < 0x10 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether the bytes of a text stand at an offset.
  func holds(_ text: String, at offset: Int) -> Bool { text.utf8.span.withUnsafeBytes { holds($0, at: offset) } }
}

extension UInt8 {
  fileprivate var isDelimiterOrEscape: Bool {
    self == UInt8(ascii: "?") || self == UInt8(ascii: "#") || self == UInt8(ascii: "%")
  }

  fileprivate var isUnreserved: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
