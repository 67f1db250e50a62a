import UnderstudyJSON

/// A difference that a project accepts: an entry of the file of `--accept`.
package struct AcceptedDifference: Sendable {
  package let cause: Cause
  /// Why it is accepted, as the project says it.
  package let reason: String
  /// The last day on which it is accepted; nil if it has no limit.
  package let until: CalendarDay?

  package init(_ cause: Cause, reason: String, until: CalendarDay? = nil) {
    self.cause = cause
    self.reason = reason
    self.until = until
  }

  /// What an entry shares with the differences that it accepts.
  package struct Cause: Sendable, Hashable {
    package let kind: Difference.Kind
    package let origin: Origin
    package let operation: String

    package init(_ kind: Difference.Kind, _ origin: Origin, operation: String) {
      self.kind = kind
      self.origin = origin
      self.operation = operation
    }
  }

  package enum Origin: Sendable, Hashable {
    /// The id of our rule.
    case rule(String)
    /// The place, as ``Difference/pointer`` has it.
    case pointer(String)
  }

  package func isAccepted(on day: CalendarDay) -> Bool { until.map { day <= $0 } ?? true }
}

extension AcceptedDifference {
  /// The entry as the file has it.
  package var json: JSON {
    var entry = cause.members
    entry["reason"] = .string(reason)
    entry["until"] = until.map { .string($0.description) }
    return .object(entry)
  }
}

extension AcceptedDifference.Cause {
  /// The members of an entry without its reason.
  fileprivate var members: Members {
    let origin =
      switch origin {
      case .rule(let id): ("rule", id)
      case .pointer(let pointer): ("pointer", pointer)
      }
    return [
      "class": .string(kind.rawValue), origin.0: .string(origin.1), "operation": .string(operation),
    ]
  }

  /// The entry that would accept the differences of this cause. Its reason is left to the project, and required.
  package var suggestedEntry: JSON {
    var entry = members
    entry["reason"] = ""
    return .object(entry)
  }
}

extension Difference {
  /// The cause that an entry names: the rule, otherwise the place.
  var cause: AcceptedDifference.Cause {
    let origin = rule.map { AcceptedDifference.Origin.rule($0.id) } ?? .pointer(pointer)
    return AcceptedDifference.Cause(kind, origin, operation: operation)
  }
}

extension CaptureComparison.Group {
  package var cause: AcceptedDifference.Cause { example.cause }

  /// All causes by which an entry can name the group. A place names a group of a rule if it is its only one.
  var causes: [AcceptedDifference.Cause] {
    guard example.rule != nil, pointers.count == 1, let pointer = pointers.first else { return [cause] }
    return [cause, AcceptedDifference.Cause(example.kind, .pointer(pointer), operation: example.operation)]
  }
}
