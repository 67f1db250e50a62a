import UnderstudyJSON

/// A condition on a request, its agent and its caller: a value, so that documents can print it.
package indirect enum Predicate: Sendable {
  case equals(Operand, Operand)
  case oneOf(Operand, [JSON])
  /// The value exists, even if it is null.
  case isPresent(Operand)
  /// The value exists and is not null.
  case isSet(Operand)
  /// The value is a string with characters other than white space.
  case isNotBlank(Operand)
  /// The request sends at least one field that it can set.
  case sendsAnyField
  case all([Predicate])
  case any([Predicate])
  case not(Predicate)
  /// The conclusion must hold if the condition holds.
  case when(Predicate, Predicate)

  /// A value of a predicate, by the name of its member.
  package enum Operand: Sendable {
    /// A member of the request's body.
    case sent(Name)
    /// A member of the stored agent.
    case stored(Name)
    /// A member of the agent after the request.
    case merged(Name)
    /// A member of the caller's account.
    case caller(Name)
    case value(JSON)
  }
}

extension Predicate {
  func holds(in input: GuardInput) -> Bool {
    switch self {
    case .equals(let left, let right): input.value(of: left) == input.value(of: right)
    case .oneOf(let operand, let values): input.value(of: operand).map(values.contains) ?? false
    case .isPresent(let operand): input.value(of: operand) != nil
    case .isSet(let operand): input.value(of: operand).map { !$0.isNull } ?? false
    case .isNotBlank(let operand): input.value(of: operand)?.string?.isBlank == false
    case .sendsAnyField: !input.sent.isEmpty
    case .all(let predicates): predicates.allSatisfy { $0.holds(in: input) }
    case .any(let predicates): predicates.contains { $0.holds(in: input) }
    case .not(let predicate): !predicate.holds(in: input)
    case .when(let condition, let conclusion): !condition.holds(in: input) || conclusion.holds(in: input)
    }
  }
}

extension Predicate: CustomStringConvertible {
  /// The predicate as documents print it: `stored.mode ≠ "commercial" and (…)`.
  package var description: String {
    switch self {
    case .equals(let left, let right): "\(left) = \(right)"
    case .oneOf(let operand, let values): "\(operand) in \(JSON.array(values))"
    case .isPresent(.sent(let name)): "request.\(name.text) is sent"
    case .isPresent(let operand), .isSet(let operand): "\(operand) is set"
    case .isNotBlank(let operand): "\(operand) is not blank"
    case .sendsAnyField: "request has a field"
    case .all(let predicates): predicates.map(\.operandDescription).joined(separator: " and ")
    case .any(let predicates): predicates.map(\.operandDescription).joined(separator: " or ")
    case .not(.equals(let left, let right)): "\(left) ≠ \(right)"
    case .not(.isPresent(.sent(let name))): "request.\(name.text) is not sent"
    case .not(.isPresent(let operand)), .not(.isSet(let operand)): "\(operand) is not set"
    case .not(let predicate): "not (\(predicate))"
    case .when(let condition, let conclusion): "if \(condition) then \(conclusion.operandDescription)"
    }
  }

  /// The predicate inside another predicate.
  private var operandDescription: String {
    switch self {
    case .all, .any, .when: "(\(description))"
    default: description
    }
  }
}

extension Predicate.Operand: CustomStringConvertible {
  package var description: String {
    switch self {
    case .sent(let name): "request.\(name.text)"
    case .stored(let name): "stored.\(name.text)"
    case .merged(let name): "agent.\(name.text)"
    case .caller(let name): "caller.\(name.text)"
    case .value(let value): value.description
    }
  }
}

extension Predicate.Operand: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
  package init(stringLiteral value: String) { self = .value(.string(value)) }
  package init(booleanLiteral value: Bool) { self = .value(.bool(value)) }
}
