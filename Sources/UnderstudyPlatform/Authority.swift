/// A host, and a port if there is one, as URLs and requests name them (RFC 3986, 3.2, without user information):
/// `localhost:4010`, `[::1]:80`, `api.example.com`.
package struct Authority {
  /// A name or an address in lower case, without the brackets of an IPv6 address and without a final dot.
  package let host: String
  /// What is behind the colon: empty, or at most five digits. Nil without a colon.
  private let portText: Substring?

  /// Returns nil for a text that has no such form.
  package init?(_ text: some StringProtocol) {
    let text = Substring(text)
    let end: Substring.Index
    if text.utf8.first == UInt8(ascii: "[") {
      guard let bracket = text.utf8.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      host = text[..<bracket].dropFirst().lowercased()
      guard IPAddress.isV6(host) else { return nil }
      end = text.utf8.index(after: bracket)
    } else {
      end = text.utf8.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
      let name = text[..<end]
      host = (name.hasSuffix(".") ? name.dropLast() : name).lowercased()
      guard HostName.isValid(host) else { return nil }
    }
    guard end < text.endIndex else {
      portText = nil
      return
    }
    let digits = text[end...].utf8.dropFirst()
    guard text.utf8[end] == UInt8(ascii: ":"), digits.count <= 5,
      digits.allSatisfy(\.isDigit)
    else { return nil }
    portText = Substring(digits)
  }

  /// The port, or another one if the text has no colon; nil if it has one without a port that can be connected to.
  package func port(default other: UInt16?) -> UInt16? {
    guard let portText else { return other }
    return UInt16(portText).flatMap { $0 > 0 ? $0 : nil }
  }
}
