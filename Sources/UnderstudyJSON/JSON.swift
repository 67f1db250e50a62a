import UnderstudyPlatform

/// A JSON value. Members keep their order and numbers their digits. Foundation keeps neither, and takes eight to a hundred
/// times as long (see `docs/architecture.md`).
package enum JSON: Sendable {
  case null
  case bool(Bool)
  case number(Number)
  case string(String)
  case array([JSON])
  case object(Members)

  /// The members, if this is an object.
  package var members: Members? { if case .object(let members) = self { members } else { nil } }

  /// The text, if this is a string.
  package var string: String? { if case .string(let string) = self { string } else { nil } }

  /// The elements, if this is an array.
  package var array: [JSON]? { if case .array(let elements) = self { elements } else { nil } }

  package var isNull: Bool { if case .null = self { true } else { false } }

  /// The kind of value, for a message: `a string`, `null`.
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSON: Equatable {
  /// Compares numbers by value, strings by their scalars, and objects in any member order.
  package static func == (left: JSON, right: JSON) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.hasSameScalars(as: right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }
}

extension String {
  /// Whether both strings have the same scalars. Swift's `==` is also true for canonical equivalents ("é" as one scalar
  /// or two, the Kelvin sign and "K"), which are different strings in JSON.
  @inline(__always)
  package func hasSameScalars(as other: String) -> Bool {
    // Strings with the same representation are equal. Short strings are stored in it.
    typealias Bits = (UInt64, UInt64)
    return unsafeBitCast(self, to: Bits.self) == unsafeBitCast(other, to: Bits.self) || hasSameBytes(as: other)
  }

  private func hasSameBytes(as other: String) -> Bool {
    utf8.span.withUnsafeBytes { left in other.utf8.span.withUnsafeBytes { left.hasSameBytes(as: $0) } }
  }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  package init(nilLiteral: ()) { self = .null }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .number(Number(value)) }
  package init(floatLiteral value: Double) { self = .number(Number(floatLiteral: value)) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(Members(elements)) }
}
