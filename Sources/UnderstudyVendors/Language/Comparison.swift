import UnderstudyJSON

/// The values that a refusing guard compared, by the names of their members: the facts behind "You don't have
/// permission".
package struct Comparison: Sendable {
  /// The members of the caller's account.
  fileprivate var caller = Members()
  /// The members of the stored agent.
  fileprivate var stored = Members()
  /// The members of the agent as the request would have stored it.
  fileprivate var merged = Members()

  /// The members by where they are, as the log and the journal name it; without what the predicate does not name.
  package var parts: [(name: String, members: Members)] {
    [("caller", caller), ("stored", stored), ("agent", merged)].filter { !$0.1.isEmpty }
  }
}

extension Guard {
  /// Returns the values that the guard's predicate compares; nil if it names neither the caller nor an agent.
  /// - Parameter credential: The credential of the surface. A guard that compares its tokens has no comparison, because
  ///   tokens are not shown.
  package func comparison(for input: GuardInput, of credential: Credential) -> Comparison? {
    guard let operands = predicate?.operands else { return nil }
    var comparison = Comparison()
    for operand in operands {
      let value = (input.value(of: operand) ?? .null).abbreviated
      switch operand {
      case .caller(let name) where credential.tokens.contains(where: { $0.member == name.text }): return nil
      case .caller(let name): comparison.caller[name] = value
      case .stored(let name): comparison.stored[name] = value
      case .merged(let name): comparison.merged[name] = value
      case .sent, .value: break
      }
    }
    return comparison.parts.isEmpty ? nil : comparison
  }
}

extension Predicate {
  /// Whether the predicate names a member of the caller's account.
  var isAboutCaller: Bool { operands.contains { if case .caller = $0 { true } else { false } } }

  /// The operands in the order in which the predicate names them.
  package var operands: [Operand] {
    switch self {
    case .equals(let left, let right): [left, right]
    case .oneOf(let operand, _), .isPresent(let operand), .isSet(let operand), .isNotBlank(let operand): [operand]
    case .sendsAnyField: []
    case .all(let predicates), .any(let predicates): predicates.flatMap(\.operands)
    case .not(let predicate): predicate.operands
    case .when(let condition, let conclusion): condition.operands + conclusion.operands
    }
  }
}

extension JSON {
  /// The value if it is short, otherwise its start or its type.
  fileprivate var abbreviated: JSON {
    switch self {
    case .null, .bool: self
    case .number(let number): number.text.utf8.count <= 40 ? self : .string(kind)
    case .string(let text): .string(text.truncated(to: 100))
    case .array, .object: .string(kind)
    }
  }
}
