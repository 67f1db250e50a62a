import Foundation
import UnderstudyPlatform

/// The scheme, host and port of a web address, as the WHATWG URL standard reads them: leniently, because backends in
/// JavaScript do.
enum WebURL {
  /// Whether a text is an absolute URL with the scheme `http` or `https`, a valid host and a valid port. The rest may hold
  /// any characters.
  static func isValid(_ text: String) -> Bool {
    let trimmed = text.unicodeScalars.drop(while: \.isControlOrSpace).reversed().drop(while: \.isControlOrSpace)
      .reversed()
    let scalars = trimmed.filter { $0 != "\t" && $0 != "\n" && $0 != "\r" }
    guard let colon = scalars.firstIndex(of: ":") else { return false }
    guard ["http", "https"].contains(String(scalars[..<colon]).lowercased()) else { return false }
    let rest = scalars[colon...].dropFirst().drop { $0.isSlash }
    return isValidAuthority(rest.prefix { !$0.isSlash && $0 != "?" && $0 != "#" })
  }

  private static func isValidAuthority(_ authority: ArraySlice<Unicode.Scalar>) -> Bool {
    let server = authority.lastIndex(of: "@").map { authority[$0...].dropFirst() } ?? authority
    let hostEnd = server.first == "[" ? server.firstIndex(of: "]").map { $0 + 1 } : server.firstIndex(of: ":")
    let host = server[..<(hostEnd ?? server.endIndex)]
    let port = server[host.endIndex...]
    guard port.isEmpty || port.first == ":" else { return false }
    let digits = port.dropFirst()
    guard digits.allSatisfy({ "0"..."9" ~= $0 }), digits.isEmpty || Int(String(digits)).map({ $0 < 65_536 }) == true
    else { return false }
    return isValidHost(String(host))
  }

  private static func isValidHost(_ host: String) -> Bool {
    if host.hasPrefix("[") { return host.hasSuffix("]") && IPAddress.isV6(String(host.dropFirst().dropLast())) }
    guard let domain = host.removingPercentEncoding, !domain.isEmpty,
      !domain.unicodeScalars.contains(where: { forbidden.contains($0) || $0.isControlOrSpace || $0 == "\u{7F}" })
    else { return false }
    return isValidNumericHost(domain)
  }

  /// Whether a host that ends in a number is an IPv4 address; other hosts are not looked at.
  private static func isValidNumericHost(_ domain: String) -> Bool {
    var labels = domain.split(separator: ".", omittingEmptySubsequences: false)
    if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
    guard let last = labels.last, last.isDecimal || number(last) != nil else { return true }
    let numbers = labels.compactMap(number)
    guard numbers.count == labels.count, labels.count <= 4, let final = numbers.last else { return false }
    return numbers.dropLast().allSatisfy { $0 < 256 } && final < 1 << (8 * (5 - UInt64(labels.count)))
  }

  /// Returns the value of a part of an IPv4 address, in decimal, octal or hexadecimal digits.
  private static func number(_ label: Substring) -> UInt64? {
    if label.lowercased().hasPrefix("0x") { return label.count == 2 ? 0 : UInt64(label.dropFirst(2), radix: 16) }
    guard label.isDecimal else { return nil }
    return label.count > 1 && label.hasPrefix("0") ? UInt64(label, radix: 8) : UInt64(label)
  }

  /// The code points that a host cannot have, besides controls and spaces.
  private static let forbidden = Set("#/:<>?@[\\]^|%".unicodeScalars)
}

extension Unicode.Scalar {
  fileprivate var isControlOrSpace: Bool { value <= 0x20 }
  fileprivate var isSlash: Bool { self == "/" || self == "\\" }
}

extension Substring {
  fileprivate var isDecimal: Bool { !isEmpty && utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } }
}

extension String {
  fileprivate init(_ scalars: some Sequence<Unicode.Scalar>) {
    self = ""
    unicodeScalars.append(contentsOf: scalars)
  }
}
