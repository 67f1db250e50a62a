/// Host names, as requests and certificates have them.
package enum HostName {
  /// Returns a host as URLs have it: an IPv6 address is in brackets.
  package static func inURL(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

  /// Whether a text consists of labels of 1 to 63 letters, digits, `-` and `_` with dots between them; IPv4 addresses do.
  package static func isValid(_ text: String) -> Bool {
    let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return text.utf8.count <= 253 && labels.allSatisfy { 1...63 ~= $0.count && $0.allSatisfy(\.isOfLabel) }
  }
}

extension UInt8 {
  fileprivate var isOfLabel: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
