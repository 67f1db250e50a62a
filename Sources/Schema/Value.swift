import JSON

/// The type of a value and what else it must satisfy.
///
/// Declarations read as adjectives: `.string.notEmpty`, `.number.range(0...1)`, `.string.nullable`.
package struct Value: Sendable {
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
  package private(set) var isNullable = false
  package private(set) var isSecret = false
  /// How the elements of an array are stored, if not as they are sent.
  package private(set) var entry: Entry?
  package private(set) var checks: [Check] = []

  private init(_ kind: Kind) { self.kind = kind }

  package static let string = Value(.string)
  package static let number = Value(.number)
  package static let integer = Value(.integer)
  package static let boolean = Value(.boolean)
  package static let freeForm = Value(.freeForm)
  package static func array(of element: Value) -> Value { Value(.array(of: element)) }
  package static func object(_ object: Object) -> Value { Value(.object(object)) }

  /// `null` is accepted and clears the value.
  package var nullable: Value {
    var value = self
    value.isNullable = true
    return value
  }

  /// Stored and answered as an opaque token; the value itself is never kept, shown or logged.
  package var secret: Value {
    var value = self
    value.isSecret = true
    return value
  }

  /// Each element is stored as an object with an id.
  package func stored(as entry: Entry) -> Value {
    var value = self
    value.entry = entry
    return value
  }

  private func checked(_ demand: Check.Demand, _ source: Source?) -> Value {
    var value = self
    value.checks.append(Check(demand: demand, source: source))
    return value
  }

  private func withLastCheck(_ change: (inout Check) -> Void) -> Value {
    var value = self
    guard var check = value.checks.popLast() else { return self }
    change(&check)
    value.checks.append(check)
    return value
  }
}

extension Value {
  /// Not empty, nor only white space. Vendors rarely say it: the source is our assumption unless given.
  package var notEmpty: Value {
    checked(.notEmpty, .assumed("The page describes a value that only a non-empty string can be."))
  }

  /// Neither null nor empty.
  package func given(_ source: Source? = nil) -> Value {
    checked(.given, source).withLastCheck { $0.reach = .null }
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
    checked(.count(atLeast: count), source)
  }
}

/// Adjectives of the check before them.
extension Value {
  /// - Parameter words: the vendor's own, exactly; `{value}` stands for the value.
  package func saying(_ words: String) -> Value { withLastCheck { $0.words = words } }

  /// A value of another type breaks the check too, and there is no rule about the type.
  package var whateverItsType: Value { withLastCheck { $0.reach = .everyType } }

  /// Only those who ask for the check get it.
  package var offByDefault: Value { withLastCheck { $0.isOnByDefault = false } }
}

extension Value {
  /// The type in words: `a string or null`.
  var noun: String { isNullable ? "\(kind.noun) or null" : kind.noun }
}

extension Value.Kind {
  /// Whether a value has this type; what its members and elements are is not looked at.
  func admits(_ value: JSON) -> Bool {
    switch (self, value) {
    case (.string, .string), (.number, .number), (.boolean, .bool), (.array, .array): true
    case (.object, .object), (.freeForm, .object): true
    case (.integer, .number(let number)): number.isIntegral
    default: false
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
