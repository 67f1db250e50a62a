import UnderstudyAdmin
import UnderstudyCertificates
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

/// A server's settings, with the defaults of the command line.
package struct Settings: Sendable {
  package var host = "127.0.0.1"
  /// The port to listen on; 0 for any free port.
  package var port: UInt16 = 4010
  /// Further ports to listen on.
  package var additionalPorts: [UInt16] = []
  /// Nil for plain HTTP only.
  package var tls: TLSSettings?
  /// Nil for a server that answers all requests itself.
  package var upstream: UpstreamSettings?
  package var seeds: [SeedSource] = [.directory("seed-data")]
  package var seedWarnings = SeedWarningPolicy.reported
  /// The directories of WireMock's mapping files.
  package var mappings: [String] = []
  /// When the files of seeds and mappings are read again.
  package var fileReload = StartupFiles.ReloadPolicy.onRequest
  package var database = AgentStore.Location.memory
  package var profile = Profile.documented
  package var disabledRules: [String] = []
  package var enabledRules: [String] = []
  package var maximumBodyBytes = 1_048_576
  package var annotations = Annotations.standard
  /// The origins of web pages that may call the vendors' endpoints.
  package var origins = CORSPolicy.any
  /// The origins of web pages that may use the control plane, besides loopback origins.
  package var adminOrigins: [String] = []
  /// The host names under which the control plane answers, besides `localhost` and IP addresses.
  package var adminHosts: [String] = []
  package var journal = Journal.Limits()
  /// The clock and the number of sandboxes. The switches are set from the rules above.
  package var sandboxes = Sandboxes.Configuration()
  /// The kinds of issues of `--fail-on`.
  package var failingIssues: Set<RequestCounters.Issue> = []
  /// Returns the options and the origin of each, as ``ServerInfo/options``.
  package var provenance: @Sendable () -> [JSON] = { [] }
  /// Returns the number of log lines that were dropped because their output was not read.
  package var droppedLogLines: @Sendable () -> Int = { 0 }

  package init() {}
}

/// What a server with TLS has certificates for, and what it does as a proxy.
package struct TLSSettings: Sendable {
  /// Host names and IP addresses besides the vendors' hosts, `localhost` and the loopback addresses.
  package var names: [String] = []
  package var certificates = ServerCertificates.Source.memory
  /// What CONNECT to another host does.
  package var otherHosts = ProxyPolicy.refused

  package init() {}

  /// Returns the certificates for the vendors' hosts and the names.
  func certificates(for registry: Registry) throws(CertificateFailure) -> ServerCertificates {
    let hosts = registry.surfaces.flatMap(\.hosts) + names
    return try ServerCertificates(names: hosts.map { CertifiedName($0) }, source: certificates)
  }
}
