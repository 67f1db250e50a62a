import Emulation
import Schema
import Storage

/// Everything a server can be told, with the defaults of the command line.
package struct Settings: Sendable {
  package var host = "127.0.0.1"
  /// 0: any free port.
  package var port: UInt16 = 4010
  package var seedDirectories = ["seed-data"]
  package var database = AgentStore.Location.memory
  package var disabledRules: [String] = []
  package var enabledRules: [String] = []
  package var maximumBodyBytes = 1_048_576
  package var threads = 2
  /// The time that stands still; nil: the system's clock.
  package var clock: Timestamp?
  package var annotations = Annotations.on

  package init() {}
}
