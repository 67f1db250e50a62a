import UnderstudyPlatform

/// Where connections to the vendors' hosts lead.
///
/// A connection leads to a public address that DNS has for the host, on port 443. Test hosts are the exceptions.
package struct UpstreamDestinations: Sendable {
  /// The port of https.
  private static let usualPort: UInt16 = 443
  /// The ports of the hosts whose address may be any.
  private var ports: [String: UInt16] = [:]
  /// The IP address, in brackets if it has colons, and the port at which all other hosts are; nil for DNS.
  private var address: (host: String, port: UInt16)?

  package init() {}

  /// Why a text names no test host.
  package struct Invalid: Error, CustomStringConvertible {
    package let description: String
  }

  /// - Parameters:
  ///   - texts: a vendor's host whose address may be any, or an IP address that all vendors' hosts are at; each with a
  ///     port or without.
  ///   - hosts: the vendors' hosts.
  package init(allowing texts: [String], of hosts: [String]) throws(Invalid) {
    for text in texts {
      guard let (name, port) = Self.parts(of: text) else {
        throw Invalid(
          description: "\"\(text)\" is neither a host nor an IP address: expected HOST or HOST:PORT, such as "
            + "127.0.0.1:8443 or [::1]:8443")
      }
      if IPAddress.isValid(name) {
        guard address == nil else {
          throw Invalid(
            description: "\"\(text)\" is a second IP address; name one, which all vendors' hosts are at")
        }
        address = (HostName.inURL(name), port)
      } else if hosts.contains(name) {
        guard ports.updateValue(port, forKey: name) == nil else {
          throw Invalid(description: "\"\(text)\" names a host that is named already; name each host once")
        }
      } else {
        throw Invalid(
          description:
            "\"\(text)\" is not a vendor's host; the hosts are \(hosts.joined(separator: ", ")), or name "
            + "the IP address of a test host, which all of them are then at")
      }
    }
  }

  private static func parts(of text: String) -> (name: String, port: UInt16)? {
    if IPAddress.isV6(text) { return (text, usualPort) }
    guard let authority = Authority(text), let port = authority.port(default: usualPort) else { return nil }
    return (authority.host, port)
  }

  /// Whether a host is a test host, whose address may be any.
  func isTestHost(_ host: String) -> Bool { ports[host] != nil || address != nil }

  /// Returns where to connect instead, as libcurl's `CURLOPT_CONNECT_TO` has it; nil for port 443 of the host.
  func redirection(of host: String) -> String? {
    if let port = ports[host] { return port == Self.usualPort ? nil : "\(host):\(Self.usualPort):\(host):\(port)" }
    return address.map { "\(host):\(Self.usualPort):\($0.host):\($0.port)" }
  }
}
