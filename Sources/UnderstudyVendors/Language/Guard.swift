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
    case method, size, credential, identity, existence, access, query, body, fields, constraints, permission,
      storage

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

  /// Whether the JSON Schema of a request expresses the check.
  package var isInSchema: Bool {
    switch test {
    case .predicate(.sendsAnyField), .field, .standard: true
    case .predicate: false
    }
  }

  /// The condition that must hold; nil for other tests.
  package var predicate: Predicate? { if case .predicate(let predicate) = test { predicate } else { nil } }

  package func holds(for input: GuardInput) -> Bool { predicate?.holds(in: input) ?? true }
}

/// The guards that vendors declare. Their rule ids do not have the surface's namespace yet; see ``qualified(by:)``.
extension Guard {
  /// A condition on access to an agent, checked before the body.
  /// - Parameter refusal: `.forbidden`, or `.notFound` if the vendor hides the agent.
  package static func access(
    _ id: String, _ summary: String, message: String? = nil, _ source: Source, refusal: Refusal.Kind,
    _ predicate: Predicate
  ) -> Guard {
    Guard(id, subject: "agent", summary, message, source, .access, refusal, predicate)
  }

  /// A condition across fields, checked after the single fields and refused as an invalid request.
  package static func constraint(
    _ id: String, _ summary: String, message: String? = nil, _ source: Source, _ predicate: Predicate
  ) -> Guard {
    Guard(id, subject: String(id.prefix { $0 != "." }), summary, message, source, .constraints, .invalid, predicate)
  }

  /// A condition on the right to make a change, checked after the body.
  package static func permission(
    _ id: String, _ summary: String, message: String? = nil, _ source: Source, _ predicate: Predicate
  ) -> Guard {
    Guard(
      id, subject: String(id.prefix { $0 != "." }), summary, message, source, .permission, .forbidden, predicate)
  }

  private convenience init(
    _ id: String, subject: String, _ summary: String, _ message: String?, _ source: Source, _ stage: Stage,
    _ refusal: Refusal.Kind, _ predicate: Predicate
  ) {
    self.init(
      Rule(
        id: id, subject: subject, summary: summary, message: message, condition: predicate.description,
        source: source), stage, refusal, .predicate(predicate))
  }

  /// Returns the guard with the full id of its rule.
  func qualified(by namespace: String) -> Guard {
    Guard(rule.qualified(by: namespace), stage, refusal, test)
  }
}
