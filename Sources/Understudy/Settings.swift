import UnderstudyAdmin
import UnderstudyEmulator
import UnderstudyStore
import UnderstudyVendors

/// Everything a server can be told, with the defaults of the command line.
package struct Settings: Sendable {
  package var host = "127.0.0.1"
  /// 0: any free port.
  package var port: UInt16 = 4010
  package var seeds: [SeedSource] = [.directory("seed-data")]
  package var database = AgentStore.Location.memory
  package var disabledRules: [String] = []
  package var enabledRules: [String] = []
  package var maximumBodyBytes = 1_048_576
  package var threads = 1
  /// The time that stands still; nil: the system's clock.
  package var clock: Timestamp?
  package var annotations = Annotations.on
  /// Which web pages may call the vendors' endpoints.
  package var origins = CORSPolicy.any
  /// Which web pages may use the control plane, besides those of this machine.
  package var adminOrigins: [String] = []
  /// Under which names the control plane answers, besides `localhost` and addresses.
  package var adminHosts: [String] = []
  package var journal = Journal.Limits()
  /// How many sandboxes are kept, besides the default one.
  package var sandboxLimit = Sandboxes.Configuration().limit
  /// After how many seconds without a request a sandbox is removed.
  package var sandboxIdleSeconds = Int(Sandboxes.Configuration().idleTime.components.seconds)
  /// What the control plane says of the options, as they were given; asked when somebody wants to know.
  package var provenance: @Sendable () -> [Option] = { [] }
  package typealias Option = ServerInfo.Option

  package init() {}

  func sandboxes(_ switches: Switches) -> Sandboxes.Configuration {
    var configuration = Sandboxes.Configuration(switches: switches, clock: clock)
    configuration.limit = sandboxLimit
    configuration.idleTime = .seconds(sandboxIdleSeconds)
    return configuration
  }
}
