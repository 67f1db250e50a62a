import Foundation
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

extension MockServer.Sandbox {
  /// Freezes the clock, which stamps agents and the journal.
  ///
  /// - Parameter time: the new time; fractions of a second are cut off.
  public func freeze(at time: Date) throws(MockServer.ControlPlaneError) {
    try call("PUT", "/clock", ["now": .string(Timestamp(time).description), "frozen": true])
  }

  /// Advances the clock, whether it is frozen or running.
  ///
  /// - Parameter time: in milliseconds; a negative duration sets the clock back.
  public func advanceClock(by time: Duration) throws(MockServer.ControlPlaneError) {
    try call("PUT", "/clock", ["advanceMilliseconds": time.milliseconds])
  }

  /// Sets the clock back to the system's time.
  public func unfreeze() throws(MockServer.ControlPlaneError) { try call("DELETE", "/clock") }

  /// Switches a rule off.
  ///
  /// - Parameter id: the id in the header `X-Understudy-Rule` of a refusal: `centerfy.temperature.range`.
  /// - Throws: ``MockServer/ControlPlaneError`` if there is no such rule, or if it cannot be switched.
  public func disableRule(_ id: String) throws(MockServer.ControlPlaneError) {
    try call("PUT", "/rules/\(id.asStep)", ["enabled": false])
  }

  /// Switches a rule on that is off by default or was switched off.
  ///
  /// - Throws: ``MockServer/ControlPlaneError`` if there is no such rule, or if it cannot be switched.
  public func enableRule(_ id: String) throws(MockServer.ControlPlaneError) {
    try call("PUT", "/rules/\(id.asStep)", ["enabled": true])
  }
}
