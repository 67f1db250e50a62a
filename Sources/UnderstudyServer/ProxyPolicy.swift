/// What CONNECT to a host that is not this server's does.
package enum ProxyPolicy: Sendable {
  /// The client gets 502, with the advice to leave the proxy out for this host.
  case refused
  /// The connection is passed through unread. Never to this machine: loopback and link-local addresses are refused.
  case tunnelled
}
