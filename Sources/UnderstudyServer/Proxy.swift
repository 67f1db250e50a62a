import UnderstudyCertificates
import UnderstudyPlatform

/// What CONNECT to a host that is not this server's does.
package enum ProxyPolicy: String, CaseIterable, Sendable {
  /// The client gets 502, with the advice to leave the proxy out for this host.
  case refused = "refuse"
  /// The connection is passed through unread. Never to this machine: loopback and link-local addresses are refused.
  case tunnelled = "tunnel"
}

/// What this server does as a proxy.
struct Proxy: Sendable {
  /// What becomes of a CONNECT.
  enum Decision {
    /// The server answers for the host itself.
    case taken
    case refused(ProtocolError)
    /// The connection is passed through unread.
    case tunnelled
  }

  /// Nil without TLS.
  let certificates: ServerCertificates?
  let otherHosts: ProxyPolicy
  /// The ports that the server listens on.
  let ports: [UInt16]

  func decision(on request: ConnectRequest) -> Decision {
    guard let certificates else { return .refused(.connectWithoutTLS) }
    let name = CertifiedName(request.host)
    // The server itself is not reached by other ports of this machine.
    if certificates.covers(name), !name.isLoopback || ports.contains(request.port) { return .taken }
    return otherHosts == .tunnelled ? .tunnelled : .refused(.otherHost(request, certificates.hosts))
  }
}
