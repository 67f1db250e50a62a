import UnderstudyCertificates

/// The system properties that make Java use the server, for `JAVA_TOOL_OPTIONS`.
struct JavaOptions {
  /// The start of the option that names a trust store.
  static let trustStore = "-Djavax.net.ssl.trustStore="

  let text: String

  /// - Parameter inherited: the options that were set before. Later ones take precedence.
  init(_ inherited: String?, server: ServerAddress, exceptions: ProxyExceptions, trust: TrustedAuthority.Files?) {
    var properties = [
      ("https.proxyHost", server.host), ("https.proxyPort", "\(server.port)"), ("http.proxyHost", server.host),
      ("http.proxyPort", "\(server.port)"), ("http.nonProxyHosts", exceptions.javaList),
    ]
    if let trust {
      properties += [
        ("javax.net.ssl.trustStore", trust.trustStore), ("javax.net.ssl.trustStoreType", "PKCS12"),
        ("javax.net.ssl.trustStorePassword", TrustedAuthority.trustStorePassword),
      ]
    }
    let words = properties.map { "-D\($0)=\(Self.quoted($1))" }
    text = ([inherited].compactMap(\.self).filter { !$0.isEmpty } + words).joined(separator: " ")
  }

  /// Returns a value that Java reads as one word, as shells do: it knows both quotes, but no backslash.
  private static func quoted(_ value: String) -> String {
    guard value.contains(where: { $0.isWhitespace || $0 == "\"" || $0 == "'" }) else { return value }
    return "'" + value.replacing("'", with: "'\"'\"'") + "'"
  }
}
