import UnderstudyJSON
import UnderstudyVendors

/// What the control plane is told about the server that it belongs to.
package struct ServerInfo: Sendable {
  /// One option as it is in force.
  package struct Option: Sendable {
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
  package let options: @Sendable () -> [Option]
  /// Whether the server takes requests; false before it is complete and when it stops.
  package let isServing: @Sendable () -> Bool
  /// Reads the seed directories again.
  package let readSeeds: @Sendable () throws(SeedLoadingError) -> SeedSet
  let started = ContinuousClock.now

  package init(
    version: String, options: @escaping @Sendable () -> [Option], isServing: @escaping @Sendable () -> Bool,
    readSeeds: @escaping @Sendable () throws(SeedLoadingError) -> SeedSet
  ) {
    self.version = version
    self.options = options
    self.isServing = isServing
    self.readSeeds = readSeeds
  }
}
