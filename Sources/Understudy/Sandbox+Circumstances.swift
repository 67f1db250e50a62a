import Foundation
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

extension Sandbox {
  /// Time stands still from now on. It stamps agents and journal.
  ///
  /// - Parameter time: fractions of a second are cut off.
  public func freeze(at time: Date) throws(ControlPlaneError) {
    try ask("PUT", "/clock", ["now": .string(Timestamp(time).description), "frozen": true])
  }

  /// Moves the clock, whether it stands still or runs.
  ///
  /// - Parameter time: in milliseconds; backwards where it is negative.
  public func advanceClock(by time: Duration) throws(ControlPlaneError) {
    try ask("PUT", "/clock", ["advanceMilliseconds": time.milliseconds])
  }

  /// Back to the system's time.
  public func unfreeze() throws(ControlPlaneError) { try ask("DELETE", "/clock") }

  /// Switches a rule off that is in the way.
  ///
  /// - Parameter id: as in `X-Understudy-Rule` of a refusal: `centerfy.temperature.range`.
  /// - Throws: ``ControlPlaneError`` where there is no such rule to switch.
  public func disableRule(_ id: String) throws(ControlPlaneError) {
    try ask("PUT", "/rules/\(id.asStep)", ["enabled": false])
  }

  /// Switches a rule on that is off by default, or was switched off.
  ///
  /// - Throws: ``ControlPlaneError`` where there is no such rule to switch.
  public func enableRule(_ id: String) throws(ControlPlaneError) {
    try ask("PUT", "/rules/\(id.asStep)", ["enabled": true])
  }
}
