import UnderstudyJSON

/// One demand on a value. A class, as all that requests walk over: to be asked, a struct would be copied.
package final class Check: Sendable {
  package enum Demand: Sendable {
    /// Not empty, nor only white space.
    case notEmpty
    /// The same, and not null either: what vendors call required of a field that an update may leave out.
    case nonBlankNonNull
    /// In Unicode scalars.
    case length(ClosedRange<Int>)
    case range(ClosedRange<Number>)
    case oneOf([String])
    case format(Format)
    /// At least this many elements.
    case minimumCount(Int)
    /// At most this many elements.
    case maximumCount(Int)
  }

  /// Whose wrong type it is that breaks the check, instead of the type's own rule.
  package enum TypeMismatchPolicy: Sendable {
    case rightType
    case null
    case everyType
  }

  package let demand: Demand
  /// What is demanded, to follow the name of the field: `must be from 0 to 1`.
  package let expectation: String
  /// Where the vendor says so; nil: where the field itself is described.
  package let source: Source?
  /// The vendor's exact words where they are known; `{value}` stands for the value.
  package let words: String?
  package let reach: TypeMismatchPolicy
  package let isOnByDefault: Bool

  package init(
    _ demand: Demand, _ source: Source? = nil, words: String? = nil, reach: TypeMismatchPolicy = .rightType,
    isOnByDefault: Bool = true
  ) {
    self.demand = demand
    expectation = demand.expectation
    self.source = source
    self.words = words
    self.reach = reach
    self.isOnByDefault = isOnByDefault
  }

  func message(_ words: String) -> Check {
    Check(demand, source, words: words, reach: reach, isOnByDefault: isOnByDefault)
  }

  func reaching(_ reach: TypeMismatchPolicy) -> Check {
    Check(demand, source, words: words, reach: reach, isOnByDefault: isOnByDefault)
  }

  var offByDefault: Check { Check(demand, source, words: words, reach: reach, isOnByDefault: false) }
}

extension Check {
  /// Whether a value of the wrong type breaks this check.
  func isBroken(byTypeOf value: JSON) -> Bool {
    switch reach {
    case .rightType: false
    case .null: value == .null
    case .everyType: true
    }
  }
}

extension Check.Demand {
  /// The last part of the rule's id.
  package var kind: String {
    switch self {
    case .notEmpty: "not-empty"
    case .nonBlankNonNull: "required"
    case .length: "length"
    case .range: "range"
    case .oneOf: "enum"
    case .format: "format"
    case .minimumCount: "count"
    case .maximumCount: "max-count"
    }
  }

  fileprivate var expectation: String {
    switch self {
    case .notEmpty: "must not be empty"
    case .nonBlankNonNull: "must not be null or empty"
    case .length(let length) where length.lowerBound == 0:
      "must be at most \(length.upperBound) characters long"
    case .length(let length):
      "must be \(length.lowerBound) to \(length.upperBound) characters long"
    case .range(let range): "must be from \(range.lowerBound) to \(range.upperBound)"
    case .oneOf(let values): "must be one of \(values.joined(separator: ", "))"
    case .format(let format): "must be \(format.noun)"
    case .maximumCount(let most): "must have at most \(most) elements"
    case .minimumCount(let least): "must have at least \(least) element\(least == 1 ? "" : "s")"
    }
  }

  var isOnCount: Bool {
    switch self {
    case .minimumCount, .maximumCount: true
    default: false
    }
  }

  /// - Parameter value: of the type that the demand is about; a demand says nothing about other types.
  func accepts(_ value: JSON) -> Bool {
    switch value {
    case .string(let text): accepts(text)
    case .number(let number): if case .range(let range) = self { range.contains(number) } else { true }
    case .array(let elements): accepts(count: elements.count)
    case .null, .bool, .object: true
    }
  }

  private func accepts(count: Int) -> Bool {
    switch self {
    case .minimumCount(let least): count >= least
    case .maximumCount(let most): count <= most
    default: true
    }
  }

  private func accepts(_ text: String) -> Bool {
    switch self {
    case .notEmpty, .nonBlankNonNull: !text.isBlank
    case .length(let length): length.contains(text.unicodeScalars.count)
    case .oneOf(let values): values.contains { $0.hasSameScalars(as: text) }
    case .format(let format): format.accepts(text)
    case .range, .minimumCount, .maximumCount: true
    }
  }
}

extension String {
  /// Empty, or nothing but white space.
  package var isBlank: Bool {
    if let first = utf8.first, 0x21..<0x7F ~= first { return false }
    return unicodeScalars.allSatisfy(\.properties.isWhitespace)
  }
}
