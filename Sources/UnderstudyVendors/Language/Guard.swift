import UnderstudyJSON

/// One check of an operation: the emulator makes it, the rules page and OpenAPI print it.
package final class Guard: Sendable {
  package let rule: Rule
  package let stage: Stage
  /// The kind of refusal if the check fails.
  package let refusal: Refusal.Kind
  package let test: Test

  /// The stage of a check, in the order of refusal.
  package enum Stage: Int, Sendable, Comparable, CaseIterable {
    case method, size, credential, rate, identity, existence, access, query, body, fields, constraints, permission,
      quota,
      conflict, storage

    package static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
  }

  package enum Test: Sendable {
    /// A condition that must hold.
    case predicate(Predicate)
    /// The declaration of a field; see ``Object``.
    case field
    /// A check that every vendor makes.
    case standard(StandardCheck)
  }

  package init(_ rule: Rule, _ stage: Stage, _ refusal: Refusal.Kind, _ test: Test) {
    self.rule = rule
    self.stage = stage
    self.refusal = refusal
    self.test = test
  }

  /// The condition that must hold; nil for other tests.
  package var predicate: Predicate? { if case .predicate(let predicate) = test { predicate } else { nil } }

  /// Whether an OpenAPI document must say the check in words: it is a condition that the JSON Schema of a request cannot
  /// express. Other checks are in that schema, or documented by the operation's responses.
  package var needsWords: Bool { predicate != nil && !sendsAnyField }

  /// Whether the check is that the request sends any field.
  var sendsAnyField: Bool { if case .sendsAnyField? = predicate { true } else { false } }

  /// Whether the check holds. One that is about the caller does if there is none, because the credential's rules are off.
  package func holds(for input: GuardInput) -> Bool {
    guard let predicate else { return true }
    return predicate.holds(in: input) || (input.caller == nil && predicate.isAboutCaller)
  }

  /// The guard, off unless its rule is switched on.
  package var offByDefault: Guard {
    var rule = rule
    rule.activation = .off
    return Guard(rule, stage, refusal, test)
  }

  /// A check against the other agents of an account, which the emulator makes; see ``Creation``.
  static func limit(
    _ check: StandardCheck, _ stage: Stage, _ id: String, _ summary: String, _ source: Source, refusal: Refusal.Kind
  ) -> Guard {
    let rule = Rule(id: id, subject: String(id.prefix { $0 != "." }), summary: summary, source: source)
    return Guard(rule, stage, refusal, .standard(check))
  }

  /// Returns the guard with the full id of its rule.
  func qualified(by namespace: String) -> Guard {
    var rule = rule
    rule.id = "\(namespace).\(rule.id)"
    return Guard(rule, stage, refusal, test)
  }
}

/// The guards that vendors declare. Their rule ids do not have the surface's namespace yet, and begin with the subject.
extension Guard {
  /// A condition on access to an agent, checked before the body.
  /// - Parameter refusal: `.forbidden`, or `.notFound` if the vendor hides the agent.
  package static func access(
    _ id: String, _ summary: String, message: String? = nil, _ source: Source, refusal: Refusal.Kind,
    _ predicate: Predicate
  ) -> Guard {
    Guard(id, summary, message, source, .access, refusal, predicate)
  }

  /// A condition across fields, checked after the single fields and refused as an invalid request.
  package static func constraint(
    _ id: String, _ summary: String, message: String? = nil, _ source: Source, _ predicate: Predicate
  ) -> Guard {
    Guard(id, summary, message, source, .constraints, .invalid, predicate)
  }

  /// A condition on the right to make a change, checked after the body.
  package static func permission(
    _ id: String, _ summary: String, message: String? = nil, _ source: Source, _ predicate: Predicate
  ) -> Guard {
    Guard(id, summary, message, source, .permission, .forbidden, predicate)
  }

  private convenience init(
    _ id: String, _ summary: String, _ message: String?, _ source: Source, _ stage: Stage,
    _ refusal: Refusal.Kind, _ predicate: Predicate
  ) {
    let rule = Rule(
      id: id, subject: String(id.prefix { $0 != "." }), summary: summary, vendorMessage: message,
      condition: predicate.description, source: source)
    self.init(rule, stage, refusal, .predicate(predicate))
  }
}

/// The input of one request's guards: the request's fields, the agent and the caller.
package struct GuardInput {
  /// The members of the body that the operation lists and can set.
  package let sent: Members
  package let stored: Members
  /// The agent after the request.
  package private(set) var merged: Members
  /// The caller's account; nil if the credential's rules are off.
  package let caller: Members?
  /// The members of the body that have no effect.
  package let warnings: [Warning]
  /// The ids of the assumed rules that shaped ``merged``.
  package let assumptions: [String]

  package init(
    sent: Members = Members(), stored: Members, merged: Members = Members(), caller: Members?,
    warnings: [Warning] = [], assumptions: [String] = []
  ) {
    self.sent = sent
    self.stored = stored
    self.merged = merged
    self.caller = caller
    self.warnings = warnings
    self.assumptions = assumptions
  }

  /// Returns the merged record and releases it, so that changes to it do not copy it.
  package mutating func takeMerged() -> Members {
    defer { merged = Members() }
    return merged
  }

  func value(of operand: Predicate.Operand) -> JSON? {
    switch operand {
    case .sent(let name): sent[name]
    case .stored(let name): stored[name]
    case .merged(let name): merged[name]
    case .caller(let name): caller?[name]
    case .value(let value): value
    }
  }
}
