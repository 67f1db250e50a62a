import Testing
import UnderstudyCertificates
import UnderstudyServer
import UnderstudyTestSupport

extension Server.Configuration {
  /// The configuration of a server that speaks what ``Transport/current`` says.
  static func tested(
    host: String = "127.0.0.1", port: UInt16 = 0, maximumBodyBytes: Int = 1_048_576, inactivityTimeout: Int = 3600,
    connectionLimit: Int = 10_000
  ) -> Self {
    var configuration = Self(
      host: host, port: port, maximumBodyBytes: maximumBodyBytes, inactivityTimeout: inactivityTimeout,
      connectionLimit: connectionLimit)
    if Transport.current == .tls { configuration.certificates = sharedCertificates }
    return configuration
  }
}

extension Trait where Self == ConditionTrait {
  /// For a test whose client must have sent all before it is refused, or it may lose the answer. With TLS it sends in pieces
  /// of 16 KiB.
  static var sendsAtOnce: Self { .enabled(if: Transport.current == .plain, "with TLS, a client sends in pieces") }

  /// For a test that connects while the server does nothing, which would hold up a handshake.
  static var connectsAtOnce: Self {
    .enabled(if: Transport.current == .plain, "with TLS, a client waits for the server")
  }
}

/// Made once, because that takes a millisecond.
let sharedCertificates = try? ServerCertificates(names: [CertifiedName("api.example.com")])
