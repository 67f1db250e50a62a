import SwiftASN1
import UnderstudyPlatform
import X509

/// A name that a certificate is for: a host name or an IP address.
package struct CertifiedName: Sendable, Hashable {
  /// In lower case, without a dot at the end.
  let text: String
  /// 4 or 16 bytes; nil for a host name.
  private let address: [UInt8]?

  package init(_ text: String) {
    let lowercased = text.lowercased()
    self.text = lowercased.hasSuffix(".") ? String(lowercased.dropLast()) : lowercased
    address = IPAddress.bytes(of: text)
  }

  var isAddress: Bool { address != nil }

  /// Whether this is a name or an address of the machine itself, by which only its own programs reach it.
  package var isLoopback: Bool {
    guard let address else { return text == "localhost" || text.hasSuffix(".localhost") }
    return address.count == 4 ? address[0] == 127 : address == [UInt8](repeating: 0, count: 15) + [1]
  }

  var generalName: GeneralName { address.map { .ipAddress(.init(contentBytes: $0[...])) } ?? .dnsName(text) }

  /// The address and its mask, as constraints have them; nil for a host name.
  var range: ASN1OctetString? {
    guard var bytes = address else { return nil }
    bytes.append(contentsOf: bytes.map { _ in 0xFF })
    return ASN1OctetString(contentBytes: ArraySlice(bytes))
  }
}

/// The names that a server has certificates for.
struct CertifiedNames: Sendable {
  let names: Set<CertifiedName>

  /// - Parameter names: besides `localhost` and the loopback addresses.
  init(_ names: [CertifiedName]) {
    self.names = Set(names + [CertifiedName("localhost"), CertifiedName("127.0.0.1"), CertifiedName("::1")])
  }

  /// What an authority may vouch for. All of 127.0.0.0/8 is loopback.
  var constraints: NameConstraints {
    let hosts = names.filter { !$0.isAddress }.map(\.text).sorted()
    var ranges = names.compactMap(\.range)
    ranges.append(ASN1OctetString(contentBytes: [127, 0, 0, 0, 255, 0, 0, 0]))
    return NameConstraints(
      permittedDNSDomains: NameConstraints.DNSNames(hosts),
      permittedIPRanges: NameConstraints.IPRanges(ranges))
  }
}
