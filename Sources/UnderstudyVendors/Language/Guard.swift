import UnderstudyJSON

/// One check of an operation: the emulator runs it, the rules page lists it, OpenAPI prints it.
package final class Guard: Sendable {
  package let rule: Rule
  package let stage: Stage
  /// How the vendor refuses a request that fails the check.
  package let refusal: Refusal.Kind
  package let test: Test

  /// When the check is made, in the order of refusal.
  package enum Stage: Int, Sendable, Comparable {
    case method, size, credential, identity, existence, access, query, body, fields, constraints, permission,
      storage

    package static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
  }

  package enum Test: Sendable {
    /// Has to hold.
    case predicate(Predicate)
    /// The field's own declaration; see ``Object``.
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

  /// Whether the schemas of a request say the same.
  package var isInSchema: Bool {
    switch test {
    case .predicate(.sendsAnyField), .field, .standard: true
    case .predicate: false
    }
  }

  /// The condition that has to hold, if it is one.
  package var predicate: Predicate? { if case .predicate(let predicate) = test { predicate } else { nil } }

  package func holds(for input: GuardInput) -> Bool { predicate?.holds(in: input) ?? true }
}

/// Guards that vendors declare. Their rule ids get the surface's namespace in front; see ``qualified(by:)``.
extension Guard {
  /// Who may reach an agent, checked before the body.
  /// - Parameter refusal: `.forbidden`, or `.notFound` as if there were no such agent.
  package static func access(
    _ id: String, _ summary: String, message: String? = nil, _ source: Source, refusal: Refusal.Kind,
    _ predicate: Predicate
  ) -> Guard {
    Guard(id, subject: "agent", summary, message, source, .access, refusal, predicate)
  }

  /// A demand across fields, checked after each field by itself and refused as an invalid request.
  package static func constraint(
    _ id: String, _ summary: String, message: String? = nil, _ source: Source, _ predicate: Predicate
  ) -> Guard {
    Guard(id, subject: String(id.prefix { $0 != "." }), summary, message, source, .constraints, .invalid, predicate)
  }

  /// Who may make a change, checked after the body.
  package static func permission(
    _ id: String, _ summary: String, message: String? = nil, _ source: Source, _ predicate: Predicate
  ) -> Guard {
    Guard(id, subject: String(id.prefix { $0 != "." }), summary, message, source, .permission, .forbidden, predicate)
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

  /// Returns the same guard with the full id of its rule.
  func qualified(by namespace: String) -> Guard {
    Guard(rule.qualified(by: namespace), stage, refusal, test)
  }
}
