import SwiftASN1
import UnderstudyPlatform
import X509

/// A name that a certificate is for: a host name or an IP address.
package struct CertifiedName: Sendable, Hashable {
  private enum Kind: Hashable {
    /// In lower case, without a dot at the end.
    case host(String)
    /// 4 or 16 bytes.
    case address([UInt8])
  }

  private let kind: Kind

  package init(_ text: String) {
    if let address = IPAddress.bytes(of: text) {
      kind = .address(address)
    } else {
      let lowercased = text.lowercased()
      kind = .host(lowercased.hasSuffix(".") ? String(lowercased.dropLast()) : lowercased)
    }
  }

  package var text: String {
    switch kind {
    case .host(let host): host
    case .address(let bytes): IPAddress.text(of: bytes)
    }
  }

  var isAddress: Bool { address != nil }

  /// Whether this is a name or an address of the machine itself, by which only its own programs reach it.
  package var isLoopback: Bool {
    guard let address else { return text == "localhost" || text.hasSuffix(".localhost") }
    return address.count == 4 ? address.first == 127 : address == [UInt8](repeating: 0, count: 15) + [1]
  }

  var host: String? { if case .host(let host) = kind { host } else { nil } }

  private var address: [UInt8]? { if case .address(let bytes) = kind { bytes } else { nil } }

  var generalName: GeneralName {
    switch kind {
    case .host(let host): .dnsName(host)
    case .address(let bytes): .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
    }
  }

  /// The address and its mask, as constraints have them; nil for a host name.
  var range: ASN1OctetString? {
    address.map { ASN1OctetString(contentBytes: ArraySlice($0 + [UInt8](repeating: 0xFF, count: $0.count))) }
  }

  /// Whether a certificate can have the name: an address or a host name.
  var isValid: Bool { host.map(HostName.isValid) ?? true }

  /// Whether constraints permit the name.
  func isPermitted(by constraints: NameConstraints) -> Bool {
    switch kind {
    case .host(let host):
      constraints.permittedDNSDomains.contains { host == $0.lowercased() || host.hasSuffix(".\($0.lowercased())") }
    case .address(let bytes):
      constraints.permittedIPRanges.contains { range in
        let (base, mask) = (range.bytes.prefix(bytes.count), range.bytes.dropFirst(bytes.count))
        return mask.count == bytes.count && zip(zip(bytes, base), mask).allSatisfy { ($0.0 ^ $0.1) & $1 == 0 }
      }
    }
  }
}

/// The names that a server has certificates for.
struct CertifiedNames: Sendable {
  private let names: Set<CertifiedName>

  /// - Parameter names: besides `localhost` and the loopback addresses.
  init(_ names: [CertifiedName]) throws(CertificateFailure) {
    if let invalid = names.first(where: { !$0.isValid }) {
      throw CertificateFailure(
        "there can be no certificate for \"\(invalid.text)\"; name a host such as api.example.com, or an IP address"
      )
    }
    self.names = Set(names + Self.loopback)
  }

  private static let loopback = ["localhost", "127.0.0.1", "::1"].map { CertifiedName($0) }

  func contains(_ name: CertifiedName) -> Bool { names.contains(name) }

  /// In alphabetical order, the addresses last.
  var sorted: [CertifiedName] {
    names.sorted { ($0.isAddress ? 1 : 0, $0.text) < ($1.isAddress ? 1 : 0, $1.text) }
  }

  /// The names of the certificate for clients that name no host, or one that is not covered.
  var standard: [CertifiedName] { [CertifiedName("localhost")] + sorted.filter(\.isAddress) }

  /// What an authority may vouch for. All of 127.0.0.0/8 is loopback.
  var constraints: NameConstraints {
    let loopback = ASN1OctetString(contentBytes: [127, 0, 0, 0, 255, 0, 0, 0])
    return NameConstraints(
      permittedDNSDomains: NameConstraints.DNSNames(sorted.compactMap(\.host)),
      permittedIPRanges: NameConstraints.IPRanges(sorted.compactMap(\.range) + [loopback]))
  }

  /// The names that constraints do not permit, in alphabetical order.
  func refused(by constraints: NameConstraints) -> [CertifiedName] {
    sorted.filter { !$0.isPermitted(by: constraints) }
  }
}
