import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

/// The steps of operations, each with the guards that it runs.
extension OperationRun {
  /// Returns the body's bytes, unless there are too many.
  func sentBytes() throws(Interruption) -> [UInt8] {
    switch exchange.request.body {
    case .complete(let bytes): return bytes
    case .tooLarge(let limit): throw refusal(.bodySize, .payloadTooLarge(limit: limit))
    }
  }

  /// Checks the credentials.
  func checkCredential() throws(Interruption) {
    let (caller, credential) = (exchange.caller, surface.credential)
    guard caller.token != nil else { return try fail(.credentialSent, credential.demand) }
    guard caller.account != nil else {
      return try fail(.credentialKnown, "The credential in \(credential.nouns) is unknown")
    }
    guard let secondary = credential.secondary else { return }
    switch caller.secondary {
    case .known: return
    case .unknown:
      try fail(.secondaryCredentialKnown, "The credential in \(secondary.place.noun) is unknown")
    case .notSent: try fail(.secondaryCredentialSent, "\(secondary.place.noun) must be sent too")
    }
  }

  /// Checks the form of the agent's id in the path.
  func checkIdentity() throws(Interruption) {
    let identity = surface.identity
    guard let format = identity.format, !format.accepts(agentID) else { return }
    try fail(
      .identityFormat, at: Path(.member(identity.parameter)), .unmet(Check(.format(format))),
      found: .string(agentID))
  }

  func existing(_ stored: Members?) throws(Interruption) -> Members {
    guard let stored else { throw refusal(.agentExists) }
    return stored
  }

  /// Checks the guards of a stage that are about the caller.
  /// - Parameter input: Its caller is nil if the credential's rules are switched off, which then admits everyone.
  func check(_ stage: Guard.Stage, _ input: GuardInput) throws(Interruption) {
    guard input.caller != nil else { return }
    for demand in operation.predicateGuards(at: stage) where !demand.holds(for: input) {
      guard switches.isOn(demand.rule) else { continue }
      throw .refused(
        Refusal(
          rule: demand.rule.id, reason: demand.refusal.reason(agentID: agentID),
          message: demand.rule.vendorMessage, warnings: input.warnings))
    }
  }

  /// Whether the caller may see an agent in a list.
  func isVisible(_ agent: Members) -> Bool {
    guard let caller = exchange.caller.account else { return true }
    let input = GuardInput(stored: agent, caller: caller)
    return operation.visibility.allSatisfy { $0.holds(for: input) || !switches.isOn($0.rule) }
  }

  /// Returns the members of a JSON object.
  func sentMembers(_ bytes: [UInt8]) throws(Interruption) -> Members {
    try checkContentType()
    guard !bytes.isEmpty else { throw invalid(.bodyIsJSON, "The body is empty; expected a JSON object") }
    let value: JSON
    do {
      value = try JSON(reading: bytes)
    } catch {
      throw invalid(.bodyIsJSON, "The body is not JSON: \(error)")
    }
    guard let members = value.members else {
      throw invalid(.bodyIsObject, "The body must be a JSON object, but was \(value.kind)")
    }
    return members
  }

  private func checkContentType() throws(Interruption) {
    let sent = exchange.request.fields.value(of: .contentType)
    guard sent?.isJSONMediaType != true else { return }
    let found = sent.map { "`\($0.excerpt(60))`" } ?? "missing"
    let message = "The header `Content-Type` must be `application/json`, but was \(found)"
    try fail(.contentTypeSent, at: .root, .other(message))
    if sent != nil { try fail(.contentTypeJSON, at: .root, .other(message)) }
  }

  /// Checks the fields in their order, then the guards across fields.
  /// - Parameter stored: The agent that the request changes; nil if it makes one.
  /// - Returns: What the further guards look at, and what to store.
  func reviewed(_ sent: Members, by fields: Object, changing stored: Members?) throws(Interruption) -> GuardInput {
    var reviewer = Reviewer(namespace: surface.namespace, switches: switches)
    reviewer.review(sent, by: fields, changing: stored)
    let findings = reviewer.findings
    let updatable = fields.updatableMembers(of: sent)
    let seal = emulator.vault.token
    let input = GuardInput(
      sent: updatable, stored: stored ?? [:], caller: exchange.caller.account, warnings: findings.warnings
    ) { fields.merging(updatable, into: stored, sealing: seal) }
    let violations = findings.violations + violations(of: input)
    if let first = violations.first {
      throw .refused(Refusal(first, among: violations, warnings: findings.warnings))
    }
    return input
  }

  private func violations(of input: GuardInput) -> [Violation] {
    operation.predicateGuards(at: .constraints).compactMap { demand in
      guard !demand.holds(for: input), switches.isOn(demand.rule) else { return nil }
      return Violation(
        rule: demand.rule.id, path: .root, fact: .other(demand.rule.demand), words: demand.rule.vendorMessage)
    }
  }
}

/// Refusals of standard checks.
extension OperationRun {
  /// Returns the refusal of a check that is always on.
  /// - Parameter reason: Nil for the one that the guard declares.
  func refusal(
    _ check: StandardCheck, _ reason: Refusal.Reason? = nil, _ message: String? = nil, warnings: [Warning] = []
  ) -> Interruption {
    let demand = operation.guarding(check)
    return .refused(
      Refusal(
        rule: demand?.rule.id ?? "", reason: reason ?? demand?.refusal.reason(agentID: agentID) ?? .invalid,
        message: message, warnings: warnings))
  }

  /// Throws the refusal of a check, unless its rule is off or the operation does not make it.
  private func fail(_ check: StandardCheck, _ message: String) throws(Interruption) {
    guard let demand = operation.guarding(check), switches.isOn(demand.rule) else { return }
    throw .refused(Refusal(rule: demand.rule.id, reason: demand.refusal.reason(), message: message))
  }

  /// The same with a violation, for requests that are invalid.
  private func fail(
    _ check: StandardCheck, at path: Path, _ fact: Violation.Fact, found: JSON? = nil
  ) throws(Interruption) {
    guard let demand = operation.guarding(check), switches.isOn(demand.rule) else { return }
    throw .refused(Refusal(Violation(rule: demand.rule.id, path: path, fact: fact, found: found)))
  }

  private func invalid(_ check: StandardCheck, _ message: String) -> Interruption {
    .refused(
      Refusal(
        Violation(rule: operation.guarding(check)?.rule.id ?? "", path: .root, fact: .other(message))))
  }
}

extension String {
  /// Whether this value of `Content-Type` is `application/json`, in any case and with any parameters.
  fileprivate var isJSONMediaType: Bool {
    if self == "application/json" { return true }
    let mediaType = prefix { $0 != ";" }.drop(while: \.isWhitespace)
    guard let end = mediaType.lastIndex(where: { !$0.isWhitespace }) else { return false }
    return mediaType[...end].lowercased() == "application/json"
  }
}
