import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

/// The steps of operations, each with its guards.
extension OperationRun {
  /// Returns the body's bytes.
  /// - Throws: A refusal if the body exceeds the limit.
  func sentBytes() throws(Interruption) -> [UInt8] {
    switch exchange.request.body {
    case .complete(let bytes): return bytes
    case .tooLarge(let limit): throw refusal(.bodySize, .payloadTooLarge(limit: limit))
    }
  }

  /// Checks the credentials.
  func checkCredential() throws(Interruption) {
    try checkToken()
    if let retryAfter { throw refusal(.rate, .rateLimited(retryAfter)) }
  }

  private func checkToken() throws(Interruption) {
    let credential = surface.credential
    guard let check = exchange.caller.failedCheck(of: credential) else { return }
    let second = credential.secondary?.place.description ?? ""
    switch check {
    case .credentialKnown: try refuse(check, "The credential in \(credential.placesDescription) is unknown")
    case .secondaryCredentialKnown: try refuse(check, "The credential in \(second) is unknown")
    case .secondaryCredentialSent: try refuse(check, "\(second) must be sent too")
    default: try refuse(check, credential.missingMessage)
    }
  }

  /// Checks the format of the agent's id in the path.
  func checkIdentity() throws(Interruption) {
    guard let format = surface.identity.format, !format.accepts(agentID) else { return }
    try refuse(
      .identityFormat, at: Path(.member(surface.identity.parameter)), .failedCheck(Check(.format(format))),
      found: .string(agentID))
  }

  func existing(_ stored: Members?) throws(Interruption) -> Members {
    guard let stored else { throw refusal(.agentExists) }
    return stored
  }

  /// Checks the guards of a stage.
  func check(_ stage: Guard.Stage, _ input: GuardInput) throws(Interruption) {
    for failed in operation.predicateGuards(at: stage) where !failed.holds(for: input) && switches.isOn(failed.rule)
    {
      throw .refused(
        Refusal(
          rule: failed.rule.id, reason: failed.refusal.reason(agentID: agentID), message: failed.rule.vendorMessage,
          warnings: input.warnings, comparison: failed.comparison(for: input, of: surface.credential)))
    }
  }

  /// Whether the caller may see an agent in a list.
  func isVisible(_ agent: Members) -> Bool {
    let input = GuardInput(stored: agent, caller: exchange.caller.account)
    return operation.visibility.allSatisfy { $0.holds(for: input) || !switches.isOn($0.rule) }
  }

  /// Checks the fields in their order, then the constraints across fields.
  /// - Parameters:
  ///   - stored: The agent that the request changes; nil if it creates one.
  ///   - complete: Completes the record to store, and returns the rules by which that is an assumption.
  /// - Returns: The input of the remaining guards, with the record to store.
  func validated(
    _ body: SentBody, by fields: Object, changing stored: Members?,
    completing complete: (_ agent: inout Members, _ sent: Members) -> [Rule] = { _, _ in [] }
  ) throws(Interruption) -> GuardInput {
    let sent = fields.clearing(body.members) { switches.isOn($0.nullRule(surface.namespace)) }
    var validator = RequestValidator(namespace: surface.namespace, switches: switches)
    validator.validate(sent, by: fields, changing: stored) { surface.shownMembers(of: $0, referenceRecords) }
    var result = validator.result
    if let warning = body.warning { result.warnings.append(warning) }
    let updatable = result.updatable
    let base = base(of: stored, updatable, fields, &result)
    var merged = fields.merging(
      updatable, into: base, tokenizing: emulator.secretTokenizer.token, emulator.redactor.secretNames)
    result.assumptions += complete(&merged, updatable).map(\.id)
    let input = GuardInput(
      sent: updatable, stored: stored ?? Members(), merged: merged, caller: exchange.caller.account,
      warnings: result.warnings, assumptions: result.assumptions)
    let violations = result.violations + violations(of: input)
    if let first = violations.first {
      throw .refused(Refusal(first, among: violations, warnings: result.warnings))
    }
    return input
  }

  /// Returns the record that an update is merged into: the stored one, without what the update replaces.
  private func base(
    of stored: Members?, _ sent: Members, _ fields: Object, _ result: inout ValidationResult
  ) -> Members? {
    guard let stored else { return nil }
    let base = result.replaced.isEmpty ? stored : fields.replacing(result.replaced, in: stored)
    guard case .update(let update) = operation.kind, let replacement = update.replacement, !sent.isEmpty else {
      result.assumptions += result.merges
      return base
    }
    let replaced = fields.resetting(
      fields.replacing(sent.map(\.key), in: stored), absentFrom: sent, to: replacement.creation)
    let isReplacing = switches.isOn(replacement.rule)
    if !isReplacing { result.assumptions += result.merges }
    if replaced != base { result.assumptions.append(replacement.rule.id) }
    return isReplacing ? replaced : base
  }

  private func violations(of input: GuardInput) -> [Violation] {
    operation.predicateGuards(at: .constraints)
      .filter { !$0.holds(for: input) && switches.isOn($0.rule) }
      .map { failed in
        Violation(
          rule: failed.rule.id, path: .root, kind: .other(failed.rule.ownMessage),
          vendorMessage: failed.rule.vendorMessage)
      }
  }
}
