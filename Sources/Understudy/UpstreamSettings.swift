import UnderstudyUpstream

/// How requests are forwarded to the vendors.
package struct UpstreamSettings: Sendable {
  /// What becomes of the vendors' responses.
  package enum Mode: String, Sendable, CaseIterable {
    /// They are appended to a file.
    case record
    /// They are compared with what this server would do, and the client gets a header with the difference.
    case compare
  }

  package var mode: Mode
  /// The path of the HAR file that is created; nil for none.
  package var recording: String?
  package var destinations = UpstreamDestinations()
  /// The path of a PEM file with what test hosts' certificates are verified by; nil for the system's roots.
  package var certificates: String?
  package var limits = UpstreamLimits()

  package init(_ mode: Mode) { self.mode = mode }
}
