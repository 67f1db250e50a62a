import UnderstudyJSON

/// One check of a value: an assertion with its source and its message.
/// A class, because requests iterate over checks, and a struct would be copied each time.
package final class Check: Sendable {
  package enum Assertion: Sendable {
    /// The string has characters other than white space.
    case notEmpty
    /// The value is neither null nor blank. Vendors call such a field required, although an update may omit it.
    case nonBlankNonNull
    /// In UTF-16 code units, as JavaScript counts.
    case length(ClosedRange<Int>)
    case range(ClosedRange<Number>)
    case oneOf([String])
    case format(Format)
    /// The least number of elements.
    case minimumCount(Int)
    /// The greatest number of elements.
    case maximumCount(Int)
  }

  /// Whether a value of a wrong type fails the check itself or breaks the rule about the type.
  package enum TypeMismatchPolicy: Sendable {
    /// Every wrong type breaks the rule about the type.
    case failsTypeRule
    /// Null fails the check; other wrong types break the rule about the type.
    case nullFailsCheck
    /// Every wrong type fails the check; there is no rule about the type.
    case failsCheck
  }

  package let assertion: Assertion
  /// The assertion in words that follow the field's name: `must be from 0 to 1`.
  package let expectation: String
  /// The source of the check; nil if it is the field's.
  package let source: Source?
  /// The vendor's exact message, if it is known. `{value}` stands for the value.
  package let vendorMessage: String?
  package let typeMismatchPolicy: TypeMismatchPolicy
  package let isOnByDefault: Bool
  /// The part of the rule's id before the subject, if another operation has a check of the same kind: `create`.
  package let ruleScope: String?
  /// The reason for a warning about a value that fails the check while its rule is off; nil for no warning.
  package let doubt: String?
  /// Values that fail the check, but that the vendor's own samples of stored agents have.
  package let storedSamples: [String]

  package init(
    _ assertion: Assertion, _ source: Source? = nil, vendorMessage: String? = nil,
    typeMismatchPolicy: TypeMismatchPolicy = .failsTypeRule, isOnByDefault: Bool = true, ruleScope: String? = nil,
    doubt: String? = nil, storedSamples: [String] = []
  ) {
    self.assertion = assertion
    expectation = assertion.expectation
    self.source = source
    self.vendorMessage = vendorMessage
    self.typeMismatchPolicy = typeMismatchPolicy
    self.isOnByDefault = isOnByDefault
    self.ruleScope = ruleScope
    self.doubt = doubt
    self.storedSamples = storedSamples
  }

  func with(
    vendorMessage: String? = nil, typeMismatchPolicy: TypeMismatchPolicy? = nil, isOnByDefault: Bool? = nil,
    ruleScope: String? = nil, doubt: String? = nil, storedSamples: [String]? = nil
  ) -> Check {
    Check(
      assertion, source, vendorMessage: vendorMessage ?? self.vendorMessage,
      typeMismatchPolicy: typeMismatchPolicy ?? self.typeMismatchPolicy,
      isOnByDefault: isOnByDefault ?? self.isOnByDefault, ruleScope: ruleScope ?? self.ruleScope,
      doubt: doubt ?? self.doubt, storedSamples: storedSamples ?? self.storedSamples)
  }

  /// Whether the check has the rule of a missing value.
  var isAboutPresence: Bool { if case .nonBlankNonNull = assertion { true } else { false } }

  /// Whether a value of the wrong type fails this check.
  func failsOnType(of value: JSON) -> Bool {
    switch typeMismatchPolicy {
    case .failsTypeRule: false
    case .nullFailsCheck: value.isNull
    case .failsCheck: true
    }
  }
}

extension Check.Assertion {
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
    case .length(let length) where length.lowerBound == 0: "must be at most \(length.upperBound) characters long"
    case .length(let length): "must be \(length.lowerBound) to \(length.upperBound) characters long"
    case .range(let range): "must be from \(range.lowerBound) to \(range.upperBound)"
    case .oneOf(let values): "must be one of \(values.joined(separator: ", "))"
    case .format(let format): "must be \(format.description)"
    case .maximumCount(let most): "must have at most \(most) elements"
    case .minimumCount(let least): "must have at least \(least) element\(least == 1 ? "" : "s")"
    }
  }

  /// Returns what the assertion counts in a value, with its unit; nil if it counts nothing.
  func count(in value: JSON) -> String? {
    switch (self, value) {
    case (.minimumCount, .array(let elements)), (.maximumCount, .array(let elements)): "\(elements.count)"
    case (.length, .string(let text)): "\(text.utf16.count)"
    default: nil
    }
  }

  /// Whether a value satisfies the assertion. Values of other types than the assertion's satisfy it.
  package func accepts(_ value: JSON) -> Bool {
    switch value {
    case .string(let text): accepts(text)
    case .number(let number):
      if case .range(let range) = self { !(number < range.lowerBound || range.upperBound < number) } else { true }
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
    case .length(let length): length.contains(text.utf16.count)
    case .oneOf(let values): values.contains { $0.hasSameScalars(as: text) }
    case .format(let format): format.accepts(text)
    case .range, .minimumCount, .maximumCount: true
    }
  }
}

extension String {
  /// Whether the text is empty or only white space.
  package var isBlank: Bool {
    if let first = utf8.first, 0x21..<0x7F ~= first { return false }
    return unicodeScalars.allSatisfy(\.properties.isWhitespace)
  }
}
