/// A request's path as segments, percent-decoded after they were separated: `%2F` in an id is part of the id.
struct RequestPath {
  let segments: [String]

  /// - Parameter target: the raw request target; also in absolute form (`http://host/path`), as proxies get it.
  /// - Returns: nil where there is no path, or an escape is not UTF-8 in two hexadecimal digits.
  init?(target: String) {
    let bytes = Array(Self.originForm(target).utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
    guard bytes.first == UInt8(ascii: "/") else { return nil }
    var segments: [String] = []
    for segment in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      guard let decoded = Self.percentDecoded(segment) else { return nil }
      segments.append(decoded)
    }
    self.segments = segments
  }

  private static func originForm(_ target: String) -> Substring {
    guard !target.hasPrefix("/"), let scheme = target.firstRange(of: "://") else { return target[...] }
    let rest = target[scheme.upperBound...]
    return rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
  }

  private static func percentDecoded(_ segment: ArraySlice<UInt8>) -> String? {
    guard segment.contains(UInt8(ascii: "%")) else { return String(validating: segment, as: UTF8.self) }
    var decoded: [UInt8] = []
    var rest = segment
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        decoded.append(byte)
        continue
      }
      guard let high = rest.popFirst()?.hexDigitValue, let low = rest.popFirst()?.hexDigitValue else {
        return nil
      }
      decoded.append(high << 4 | low)
    }
    return String(validating: decoded, as: UTF8.self)
  }
}

extension UInt8 {
  fileprivate var hexDigitValue: UInt8? { Character(UnicodeScalar(self)).hexDigitValue.map(UInt8.init) }
}
