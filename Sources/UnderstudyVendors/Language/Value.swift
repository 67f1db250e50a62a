import UnderstudyJSON

/// The type of a value and what else it must satisfy.
///
/// Declarations read as adjectives: `.string.notEmpty`, `.number.range(0...1)`, `.string.nullable`.
///
/// An immutable class, so that requests can walk over values without copying declarations.
package final class Value: Sendable {
  package indirect enum Kind: Sendable {
    case string
    case number
    /// Any number with an integral value; kept and answered without a fraction.
    case integer
    case boolean
    /// Replaced whole by an update.
    case array(of: Value)
    /// Merged member by member.
    case object(Object)
    /// An object of any members, replaced whole by an update.
    case freeForm
  }

  package let kind: Kind
  private let traits: Traits

  private struct Traits {
    var isNullable = false
    var isSecret = false
    var entry: ListEntry?
    var checks: [Check] = []
  }

  package var isNullable: Bool { traits.isNullable }
  package var isSecret: Bool { traits.isSecret }
  /// How the elements of an array are stored, if not as they are sent.
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

  /// Stored and answered as an opaque token; the value itself is never kept, shown or logged.
  package var secret: Value { with { $0.isSecret = true } }

  /// Each element is stored as an object with an id.
  package func stored(as entry: ListEntry) -> Value { with { $0.entry = entry } }

  private func checked(_ demand: Check.Demand, _ source: Source?) -> Value {
    with { $0.checks.append(Check(demand, source)) }
  }

  private func withLastCheck(_ change: (Check) -> Check) -> Value {
    with { traits in
      if let check = traits.checks.popLast() { traits.checks.append(change(check)) }
    }
  }

  private func with(_ change: (inout Traits) -> Void) -> Value {
    var traits = traits
    change(&traits)
    return Value(kind, traits)
  }
}

extension Value {
  /// Not empty, nor only white space. Vendors rarely say it: the source is our assumption unless given.
  package var notEmpty: Value {
    checked(.notEmpty, .assumed("The page describes a value that only a non-empty string can be."))
  }

  /// Neither null nor empty.
  package func nonBlankNonNull(_ source: Source? = nil) -> Value {
    checked(.nonBlankNonNull, source).withLastCheck { $0.reaching(.null) }
  }

  /// - Parameters:
  ///   - range: both ends included.
  ///   - source: where the vendor says so, if not where the field is described.
  package func range(_ range: ClosedRange<Number>, _ source: Source? = nil) -> Value {
    checked(.range(range), source)
  }

  /// - Parameters:
  ///   - length: in Unicode scalars, both ends included.
  ///   - source: where the vendor says so, if not where the field is described.
  package func length(_ length: ClosedRange<Int>, _ source: Source? = nil) -> Value {
    checked(.length(length), source)
  }

  package func oneOf(_ values: String..., source: Source? = nil) -> Value {
    checked(.oneOf(values), source)
  }

  package func format(_ format: Format, _ source: Source? = nil) -> Value {
    checked(.format(format), source)
  }

  /// At least this many elements.
  package func count(atLeast count: Int, _ source: Source? = nil) -> Value {
    checked(.minimumCount(count), source)
  }

  /// At most this many elements.
  package func count(atMost count: Int, _ source: Source? = nil) -> Value {
    checked(.maximumCount(count), source)
  }
}

/// Adjectives of the check before them.
extension Value {
  /// - Parameter words: the vendor's own, exactly; `{value}` stands for the value.
  package func message(_ words: String) -> Value { withLastCheck { $0.message(words) } }

  /// A value of another type breaks the check too, and there is no rule about the type.
  package var includingWrongTypes: Value { withLastCheck { $0.reaching(.everyType) } }

  /// Only those who ask for the check get it.
  package var offByDefault: Value { withLastCheck(\.offByDefault) }
}

extension Value {
  /// The type in words: `a string or null`.
  var noun: String { isNullable ? "\(kind.noun) or null" : kind.noun }
}

extension Value.Kind {
  /// Whether a value has this type; what its members and elements are is not looked at.
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
  package var noun: String {
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
