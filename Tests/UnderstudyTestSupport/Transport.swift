import Foundation

/// What the tests of the server use to talk to it.
package enum Transport: String, Sendable {
  case plain, tls

  /// `UNDERSTUDY_TEST_TRANSPORT=tls` has the same tests run over TLS, where all must look the same.
  package static let current =
    ProcessInfo.processInfo.environment["UNDERSTUDY_TEST_TRANSPORT"].flatMap(Transport.init) ?? .plain
}
