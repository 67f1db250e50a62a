import UnderstudyJSON
import UnderstudyVendors

/// The refusals of standard checks.
extension OperationRun {
  /// Returns the refusal of a check that is always on.
  /// - Parameter reason: The reason; nil for the guard's own.
  func refusal(
    _ check: StandardCheck, _ reason: Refusal.Reason? = nil, _ message: String? = nil, warnings: [Warning] = []
  ) -> Interruption {
    let failed = operation.standardGuard(for: check)
    return .refused(
      Refusal(
        rule: failed?.rule.id ?? "", reason: reason ?? failed?.refusal.reason(agentID: agentID) ?? .invalid,
        message: message, warnings: warnings))
  }

  /// Throws the refusal of a check, unless its rule is off or the operation does not make it.
  func refuse(_ check: StandardCheck, _ message: String) throws(Interruption) {
    guard let failed = operation.standardGuard(for: check), switches.isOn(failed.rule) else { return }
    throw .refused(
      Refusal(
        rule: failed.rule.id, reason: failed.refusal.reason(), message: failed.rule.vendorMessage ?? message))
  }

  /// Throws the refusal of a check with a violation, unless its rule is off or the operation does not make it.
  func refuse(
    _ check: StandardCheck, at path: Path, _ kind: Violation.Kind, found: JSON? = nil
  ) throws(Interruption) {
    guard let failed = operation.standardGuard(for: check), switches.isOn(failed.rule) else { return }
    throw .refused(Refusal(Violation(rule: failed.rule.id, path: path, kind: kind, found: found)))
  }

  func invalid(_ check: StandardCheck, _ message: String) -> Interruption {
    .refused(
      Refusal(
        Violation(rule: operation.standardGuard(for: check)?.rule.id ?? "", path: .root, kind: .other(message))))
  }
}
