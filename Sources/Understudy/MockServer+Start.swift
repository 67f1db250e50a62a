import Foundation
import Logging
import UnderstudyEmulator
import UnderstudyVendors

extension MockServer {
  /// Starts a server at `127.0.0.1`. When this returns, it answers.
  ///
  /// - Parameters:
  ///   - seeds: what every sandbox begins with.
  ///   - port: where it listens; 0, the default, is any free port.
  ///   - time: the time at which every sandbox's clock stands still, in whole seconds; nil, the default, is the
  ///     system's clock. ``Sandbox/freeze(at:)`` is for one sandbox.
  ///   - disabledRules: ids of rules that are on by default and shall be off, such as `centerfy.temperature.range`.
  ///   - enabledRules: ids of rules that are off by default and shall be on, such as `centerfy.unknown-field`.
  /// - Throws: ``StartFailure``, whose description names every mistake in the seeds, the rule that there is not, or the
  ///   port that cannot be had.
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

  /// A sandbox that nobody else has: its name is new in each call.
  public func sandbox() -> Sandbox { Sandbox(.new(), of: self) }

  /// The sandbox of this name, which begins as the seeds when it is first used; `default` is the one of requests that
  /// name none.
  ///
  /// - Parameter name: 1 to 64 of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`.
  /// - Throws: ``ControlPlaneError`` where no sandbox can have this name.
  public func sandbox(_ name: String) throws(ControlPlaneError) -> Sandbox {
    do throws(SandboxName.Invalid) {
      return Sandbox(try SandboxName(name), of: self)
    } catch {
      throw ControlPlaneError(answer: error.response.json, status: error.response.status)
    }
  }
}
