/// What CONNECT to a host that is not this server's does.
package enum ProxyPolicy: Sendable {
  /// The client is told to leave the proxy out for this host.
  case refused
  /// The connection is passed through unread. Never to this machine: loopback and link-local addresses are refused.
  case tunnelled
}
