import UnderstudyJSON

/// The type of a value and its checks, declared as `.string.notEmpty`, `.number.range(0...1)`, `.string.nullable`.
/// An immutable class, so that requests can iterate over values without copying declarations.
package final class Value: Sendable {
  package enum Kind: Sendable {
    case string
    case number
    /// A number with an integral value, stored without a fraction.
    case integer
    case boolean
    /// Replaced as a whole by an update.
    case array(of: Value)
    /// Merged member by member.
    case object(Object)
    /// An object with any members, replaced as a whole by an update.
    case freeForm
  }

  package let kind: Kind
  private let traits: Traits

  private struct Traits {
    var isNullable = false
    var nullSource: Source?
    var isClearedByEmptyText = false
    var isSecret = false
    var entry: ListEntry?
    var checks: [Check] = []
  }

  package var isNullable: Bool { traits.isNullable }
  /// The source of ``isNullable``, if it is not the field's: a rule then switches it.
  package var nullSource: Source? { traits.nullSource }
  /// Whether an empty text means null.
  package var isClearedByEmptyText: Bool { traits.isClearedByEmptyText }
  package var isSecret: Bool { traits.isSecret }
  /// The stored form of an array's elements, if it differs from the sent form.
  package var entry: ListEntry? { traits.entry }
  package var checks: [Check] { traits.checks }

  private init(_ kind: Kind, _ traits: Traits = Traits()) {
    self.kind = kind
    self.traits = traits
  }

  package static let string = Value(.string)
  package static let number = Value(.number)
  package static let integer = Value(.integer)
  package static let boolean = Value(.boolean)
  package static let freeForm = Value(.freeForm)
  package static func array(of element: Value) -> Value { Value(.array(of: element)) }
  package static func object(_ object: Object) -> Value { Value(.object(object)) }

  /// `null` is accepted and clears the value.
  package var nullable: Value { with { $0.isNullable = true } }

  /// `null` is accepted and clears the value, as long as a rule of its own is on.
  package func nullable(_ source: Source) -> Value {
    with {
      $0.isNullable = true
      $0.nullSource = source
    }
  }

  /// An empty text clears the value, as `null` does.
  package var clearedByEmptyText: Value { with { $0.isClearedByEmptyText = true } }

  /// The value as it is without `null`.
  var withoutNull: Value { with { $0.isNullable = false } }

  /// The value is stored and answered as an opaque token, and is never kept, shown or logged itself.
  package var secret: Value { with { $0.isSecret = true } }

  /// Each element is stored as an object with an id.
  package func stored(as entry: ListEntry) -> Value { with { $0.entry = entry } }

  private func checked(_ assertion: Check.Assertion, _ source: Source?) -> Value {
    with { $0.checks.append(Check(assertion, source)) }
  }

  private func withLastCheck(_ change: (Check) -> Check) -> Value {
    with { traits in if let check = traits.checks.popLast() { traits.checks.append(change(check)) } }
  }

  /// The value with another type and the same checks.
  func with(_ kind: Kind) -> Value { Value(kind, traits) }

  private func with(_ change: (inout Traits) -> Void) -> Value {
    var traits = traits
    change(&traits)
    return Value(kind, traits)
  }
}

/// The checks of a value. A source of nil is the field's.
extension Value {
  /// The string has characters other than white space. Vendors rarely document it, so the source is an assumption.
  package var notEmpty: Value {
    checked(.notEmpty, .assumed("The page describes a value that only a non-empty string can be."))
  }

  /// The value is neither null nor blank.
  package func nonBlankNonNull(_ source: Source? = nil) -> Value {
    checked(.nonBlankNonNull, source).withLastCheck { $0.with(typeMismatchPolicy: .nullFailsCheck) }
  }

  package func range(_ range: ClosedRange<Number>, _ source: Source? = nil) -> Value {
    checked(.range(range), source)
  }

  /// - Parameter length: The length in UTF-16 code units.
  package func length(_ length: ClosedRange<Int>, _ source: Source? = nil) -> Value {
    checked(.length(length), source)
  }

  package func oneOf(_ values: String..., source: Source? = nil) -> Value { oneOf(values, source) }

  package func oneOf(_ values: [String], _ source: Source? = nil) -> Value { checked(.oneOf(values), source) }

  package func format(_ format: Format, _ source: Source? = nil) -> Value { checked(.format(format), source) }

  /// The least number of elements.
  package func count(atLeast count: Int, _ source: Source? = nil) -> Value { checked(.minimumCount(count), source) }

  /// The greatest number of elements.
  package func count(atMost count: Int, _ source: Source? = nil) -> Value { checked(.maximumCount(count), source) }
}

/// Modifiers of the last check.
extension Value {
  /// - Parameter vendorMessage: The vendor's exact message. `{value}` stands for the value.
  package func message(_ vendorMessage: String) -> Value { withLastCheck { $0.with(vendorMessage: vendorMessage) } }

  /// A value of another type fails the last check; there is no rule about the type.
  package var includingWrongTypes: Value { withLastCheck { $0.with(typeMismatchPolicy: .failsCheck) } }

  /// The rule of the last check has this part before its subject: `create`.
  package func ruleScope(_ scope: String) -> Value { withLastCheck { $0.with(ruleScope: scope) } }

  /// The vendor's samples of stored agents have these values, although they fail the last check.
  package func storedSamples(_ values: String...) -> Value { withLastCheck { $0.with(storedSamples: values) } }

  /// The last check is off unless its rule is switched on.
  package var offByDefault: Value { withLastCheck { $0.with(isOnByDefault: false) } }

  /// The last check is off unless its rule is switched on; a value that fails it then causes a warning.
  /// - Parameter doubt: The reason why the check is off, such as "the vendor's own list is not known".
  package func advisory(_ doubt: String) -> Value {
    withLastCheck { $0.with(isOnByDefault: false, doubt: doubt) }
  }

  /// Whether a value that is not null has the type and passes the checks. Members and elements are not checked.
  package func accepts(_ value: JSON) -> Bool {
    kind.admits(value) && checks.allSatisfy { $0.assertion.accepts(value) }
  }

  /// The type in words: `a string or null`.
  var typeDescription: String { isNullable ? "\(kind.typeDescription) or null" : kind.typeDescription }
}

extension Value.Kind {
  /// Whether a value has this type. Members and elements are not checked.
  func admits(_ value: JSON) -> Bool {
    switch value {
    case .null: false
    case .bool: if case .boolean = self { true } else { false }
    case .string: if case .string = self { true } else { false }
    case .array: if case .array = self { true } else { false }
    case .number(let number):
      switch self {
      case .number: true
      case .integer: number.isIntegral
      default: false
      }
    case .object:
      switch self {
      case .object, .freeForm: true
      default: false
      }
    }
  }

  /// The type in words: `a string`.
  package var typeDescription: String {
    switch self {
    case .string: "a string"
    case .number: "a number"
    case .integer: "a whole number"
    case .boolean: "a boolean"
    case .array: "an array"
    case .object, .freeForm: "an object"
    }
  }
}
