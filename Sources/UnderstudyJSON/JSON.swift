import UnderstudyPlatform

/// A JSON value that loses nothing of its text: members keep their order, numbers their digits.
///
/// This module exists because an update is read, merged and written in microseconds, and because answers
/// list members in the vendor's order with numbers exactly as they were sent. Foundation keeps neither, and
/// takes eight to a hundred times as long (see `docs/architecture.md`).
package enum JSON: Sendable {
  case null
  case bool(Bool)
  case number(Number)
  case string(String)
  case array([JSON])
  case object(Members)
}

extension JSON {
  /// The members, if this is an object.
  package var members: Members? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The text, if this is a string.
  package var string: String? {
    if case .string(let string) = self { string } else { nil }
  }

  /// The elements, if this is an array.
  package var array: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  package var isNull: Bool { if case .null = self { true } else { false } }

  /// What kind of value this is, in words for a message: `a string`, `null`.
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
  /// Equal as data: numbers by value, strings by their exact scalars, objects in any member order.
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
  /// Equality scalar by scalar. Swift's `==` also holds for canonical equivalents ("é" in one scalar or in
  /// two, or a Kelvin sign and "K"), which are different names, keys and values in JSON.
  @inline(__always)
  package func hasSameScalars(as other: String) -> Bool {
    // What has the same bits is the same; that is true of all short strings, which stand in place.
    typealias Bits = (UInt64, UInt64)
    return unsafeBitCast(self, to: Bits.self) == unsafeBitCast(other, to: Bits.self) || hasSameBytes(as: other)
  }

  private func hasSameBytes(as other: String) -> Bool {
    utf8.span.withUnsafeBytes { left in
      other.utf8.span.withUnsafeBytes { left.hasSameBytes(as: $0) }
    }
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
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(Members(elements))
  }
}
