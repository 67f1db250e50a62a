import UnderstudyPlatform

/// Where a command reaches the server.
struct ServerAddress {
  let host: String
  let port: UInt16

  private var authority: String { "\(HostName.inURL(host)):\(port)" }

  /// The address of the server, and of the proxy.
  var url: String { "http://\(authority)" }

  var httpsURL: String { "https://\(authority)" }
}
