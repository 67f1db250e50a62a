/// A request's path, with the escapes decoded that stand for characters which need none (RFC 3986, 6.2.2.2).
///
/// The others stay until a parameter has been cut out: `%2F` in an id is part of the id.
package struct RequestPath {
  package let normalized: String

  /// Takes the path out of a raw request target, also of one in absolute form (`http://host/path`), as proxies
  /// get it; nil where it has none.
  package init?(target: String) {
    let path = Self.originForm(target).prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    guard path.first == UInt8(ascii: "/") else { return nil }
    normalized = path.contains(UInt8(ascii: "%")) ? Self.normalized(path) : String(Substring(path))
  }

  private static func originForm(_ target: String) -> Substring.UTF8View {
    guard target.utf8.first != UInt8(ascii: "/"), let scheme = target.firstRange(of: "://") else {
      return target[...].utf8
    }
    let rest = target[scheme.upperBound...]
    return rest.firstIndex(of: "/").map { rest[$0...].utf8 } ?? "/"[...].utf8
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
  static func decoded(_ text: Substring.UTF8View) -> String? {
    guard text.contains(UInt8(ascii: "%")) else { return String(Substring(text)) }
    var bytes: [UInt8] = []
    var rest = text
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
  private static func escaped(_ text: Substring.UTF8View) -> UInt8? {
    let digits = text.prefix(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return digits.count == 2 ? UInt8(digits[0] << 4 | digits[1]) : nil
  }
}

extension UInt8 {
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
