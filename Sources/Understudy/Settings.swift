import UnderstudyAdmin
import UnderstudyEmulator
import UnderstudyStore
import UnderstudyVendors

/// A server's settings, with the defaults of the command line.
package struct Settings: Sendable {
  package var host = "127.0.0.1"
  /// The port to listen on; 0 for any free port.
  package var port: UInt16 = 4010
  package var seeds: [SeedSource] = [.directory("seed-data")]
  package var database = AgentStore.Location.memory
  package var disabledRules: [String] = []
  package var enabledRules: [String] = []
  package var maximumBodyBytes = 1_048_576
  /// The frozen time; nil for the system's clock.
  package var clock: Timestamp?
  package var annotations = Annotations.on
  /// The origins of web pages that may call the vendors' endpoints.
  package var origins = OriginPolicy.any
  /// The origins of web pages that may use the control plane, besides loopback origins.
  package var adminOrigins: [String] = []
  /// The host names under which the control plane answers, besides `localhost` and IP addresses.
  package var adminHosts: [String] = []
  package var journal = Journal.Limits()
  /// The number of sandboxes that are kept, besides the default one.
  package var sandboxLimit = Sandboxes.Configuration().limit
  /// The number of seconds without a request after which a sandbox is removed.
  package var sandboxIdleSeconds = Int(Sandboxes.Configuration().idleTime.components.seconds)
  /// Returns the options and the origin of each, for the control plane.
  package var provenance: @Sendable () -> [Option] = { [] }
  package typealias Option = ServerInfo.OptionValue

  package init() {}

  func sandboxes(_ switches: Switches) -> Sandboxes.Configuration {
    var configuration = Sandboxes.Configuration(switches: switches, clock: clock)
    configuration.limit = sandboxLimit
    configuration.idleTime = .seconds(sandboxIdleSeconds)
    return configuration
  }
}
