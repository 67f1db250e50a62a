import UnderstudyJSON
import UnderstudyVendors

/// The properties of the server that the control plane reports.
package struct ServerInfo: Sendable {
  /// The value of a command-line option, and where it comes from.
  package struct OptionValue: Sendable {
    package let name: String
    package let value: JSON
    /// `flag`, `variable` or `default`.
    package let origin: String

    package init(name: String, value: JSON, origin: String) {
      self.name = name
      self.value = value
      self.origin = origin
    }
  }

  package let version: String
  package let options: @Sendable () -> [OptionValue]
  /// Whether the server accepts requests; false before it has started and when it stops.
  package let isServing: @Sendable () -> Bool
  /// Reads the seed directories again.
  package let readSeeds: @Sendable () throws(SeedLoadingError) -> SeedSet
  private let started = ContinuousClock.now

  /// In whole seconds.
  var uptime: Int { Int(started.duration(to: .now) / .seconds(1)) }

  package init(
    version: String, options: @escaping @Sendable () -> [OptionValue], isServing: @escaping @Sendable () -> Bool,
    readSeeds: @escaping @Sendable () throws(SeedLoadingError) -> SeedSet
  ) {
    self.version = version
    self.options = options
    self.isServing = isServing
    self.readSeeds = readSeeds
  }
}
