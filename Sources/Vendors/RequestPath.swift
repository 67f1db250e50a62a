/// A request's path, cut into segments before anything is decoded: `%2F` in an id is part of the id.
package struct RequestPath {
  package struct Segment {
    private let raw: Substring.UTF8View

    init(raw: Substring.UTF8View) { self.raw = raw }

    func equals(_ text: String) -> Bool {
      raw.elementsEqual(text.utf8) || raw.contains(UInt8(ascii: "%")) && decoded == text
    }

    /// Percent-decoded; nil where an escape is not two hexadecimal digits, or the result is not UTF-8.
    var decoded: String? {
      guard raw.contains(UInt8(ascii: "%")) else { return String(Substring(raw)) }
      var bytes: [UInt8] = []
      var rest = raw
      while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
          bytes.append(byte)
          continue
        }
        guard let high = rest.popFirst()?.hexDigitValue, let low = rest.popFirst()?.hexDigitValue else { return nil }
        bytes.append(high << 4 | low)
      }
      return String(validating: bytes, as: UTF8.self)
    }
  }

  package let segments: [Segment]

  /// Takes the path out of a raw request target, also of one in absolute form (`http://host/path`), as proxies
  /// get it; nil where it has none.
  package init?(target: String) {
    let path = Self.originForm(target).utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    guard path.first == UInt8(ascii: "/") else { return nil }
    segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Segment.init)
  }

  private static func originForm(_ target: String) -> Substring {
    guard target.utf8.first != UInt8(ascii: "/"), let scheme = target.firstRange(of: "://") else {
      return target[...]
    }
    let rest = target[scheme.upperBound...]
    return rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
  }
}

extension UInt8 {
  fileprivate var hexDigitValue: UInt8? { Character(UnicodeScalar(self)).hexDigitValue.map(UInt8.init) }
}
