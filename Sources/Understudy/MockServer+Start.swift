import Foundation
import Logging
import UnderstudyEmulator
import UnderstudyVendors

extension MockServer {
  /// Starts a server on `127.0.0.1`. When this returns, it accepts requests.
  ///
  /// - Parameters:
  ///   - seeds: the initial keys, accounts and agents of every sandbox.
  ///   - port: the port to listen on; 0, the default, is any free port.
  ///   - time: the frozen time of every sandbox's clock, in whole seconds; nil, the default, is the system's clock.
  ///     ``Sandbox/freeze(at:)`` freezes the clock of one sandbox.
  ///   - disabledRules: ids of rules to switch off, such as `centerfy.temperature.range`.
  ///   - enabledRules: ids of rules to switch on, such as `centerfy.unknown-field`.
  /// - Throws: ``StartFailure``, whose description names every error in the seeds, the unknown rule, or the port that
  ///   is not available.
  public convenience init(
    seeds: SeedData, port: UInt16 = 0, frozenAt time: Date? = nil, disabledRules: [String] = [],
    enabledRules: [String] = []
  ) throws(StartFailure) {
    var settings = Settings()
    settings.port = port
    settings.seeds = seeds.sources
    settings.clock = time.map { Timestamp($0) }
    settings.disabledRules = disabledRules
    settings.enabledRules = enabledRules
    try self.init(settings, logger: Logger(label: "understudy") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Returns a new sandbox with a unique name.
  public func sandbox() -> Sandbox { Sandbox(.new(), of: self) }

  /// Returns the sandbox with this name. It is created on first use, with the seeded agents. Requests that name no
  /// sandbox use the one named `default`.
  ///
  /// - Parameter name: 1 to 64 of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`.
  /// - Throws: ``ControlPlaneError`` if the name is invalid.
  public func sandbox(_ name: String) throws(ControlPlaneError) -> Sandbox {
    do throws(SandboxName.Invalid) {
      return Sandbox(try SandboxName(name), of: self)
    } catch {
      let response = error.response
      throw ControlPlaneError(answer: try response.answer(to: "sandbox").json, status: response.status)
    }
  }
}
