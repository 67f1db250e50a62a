import JSON

/// One demand on a value of the right type.
package struct Check: Sendable {
  package enum Demand: Sendable {
    /// Not empty, nor only white space.
    case notEmpty
    /// In Unicode scalars.
    case length(ClosedRange<Int>)
    case range(ClosedRange<Number>)
    case oneOf([String])
    case format(Format)
    case count(atLeast: Int)
  }

  package let demand: Demand
  /// Where the vendor says so; nil: where the field itself is described.
  package let source: Source?
}

extension Check.Demand {
  /// The last part of the rule's id.
  package var kind: String {
    switch self {
    case .notEmpty: "not-empty"
    case .length: "length"
    case .range: "range"
    case .oneOf: "enum"
    case .format: "format"
    case .count: "count"
    }
  }

  /// What is demanded, to follow the name of the field: `must be from 0 to 1`.
  package var expectation: String {
    switch self {
    case .notEmpty: "must not be empty"
    case .length(let length) where length.lowerBound == 0:
      "must be at most \(length.upperBound) characters long"
    case .length(let length):
      "must be \(length.lowerBound) to \(length.upperBound) characters long"
    case .range(let range): "must be from \(range.lowerBound) to \(range.upperBound)"
    case .oneOf(let values): "must be one of \(values.joined(separator: ", "))"
    case .format(let format): "must be \(format.noun)"
    case .count(let least): "must have at least \(least) element\(least == 1 ? "" : "s")"
    }
  }

  /// - Parameter value: of the type that the demand is about; a demand says nothing about other types.
  func accepts(_ value: JSON) -> Bool {
    switch (self, value) {
    case (.notEmpty, .string(let text)):
      !text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    case (.length(let length), .string(let text)): length.contains(text.unicodeScalars.count)
    case (.range(let range), .number(let number)): range.contains(number)
    case (.oneOf(let values), .string(let text)): values.contains { $0.hasSameScalars(as: text) }
    case (.format(let format), .string(let text)): format.accepts(text)
    case (.count(let least), .array(let elements)): elements.count >= least
    default: true
    }
  }
}
