import Foundation
import UnderstudyJSON

/// A JSON value. It keeps what a text says: members have an order, numbers their digits.
///
/// Two are equal as data: `1` and `1.0` are, and objects are in any order of their members. Write them as literals;
/// ``null`` is a value too.
public struct JSONValue: Sendable, Equatable {
  let json: JSON

  init(_ json: JSON) { self.json = json }

  /// `null`
  public static let null = JSONValue(.null)

  /// Reads a JSON text, strictly by RFC 8259.
  ///
  /// - Throws: what is wrong with it, with line and column.
  public init(text: String) throws { json = try JSON(reading: Array(text.utf8)) }

  /// What is at a place; nil where there is nothing.
  ///
  /// - Parameter pointer: a JSON Pointer (RFC 6901) such as `/languages/0/code`; empty for the whole value.
  public subscript(pointer: String) -> JSONValue? {
    Pointer(pointer).flatMap { json[$0] }.map(JSONValue.init)
  }

  /// The text, if this is a string.
  public var string: String? { json.string }

  /// The nearest double, if this is a number.
  public var double: Double? { if case .number(let number) = json { number.double } else { nil } }

  /// The value, if this is a number without a fraction that fits; `30.0` has none.
  public var int: Int? {
    if case .number(let number) = json { number.integer.flatMap { Int($0.text) } } else { nil }
  }

  /// The value, if this is a boolean.
  public var bool: Bool? { if case .bool(let value) = json { value } else { nil } }

  /// The elements, if this is an array.
  public var elements: [JSONValue]? { json.array?.map(JSONValue.init) }

  /// The members in their order, if this is an object.
  public var members: [(name: String, value: JSONValue)]? {
    json.members?.map { ($0.name, JSONValue($0.value)) }
  }

  /// The value as a type of your own.
  ///
  /// - Throws: `DecodingError` where it is no such thing.
  public func decode<Value: Decodable>(
    as type: Value.Type = Value.self, by decoder: JSONDecoder = JSONDecoder()
  ) throws -> Value {
    try decoder.decode(type, from: Data(json.bytes))
  }
}

extension JSONValue: CustomStringConvertible {
  /// Compact JSON text.
  public var description: String { json.description }
}

extension JSONValue: ExpressibleByBooleanLiteral, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// `true` or `false`
  public init(booleanLiteral value: Bool) { json = .bool(value) }
  /// A string.
  public init(stringLiteral value: String) { json = .string(value) }
  /// A number without a fraction.
  public init(integerLiteral value: Int) { json = .number(Number(value)) }
  /// A number, with the digits of the literal.
  public init(floatLiteral value: Double) { json = .number(Number(floatLiteral: value)) }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { json = .array(elements.map(\.json)) }
  /// An object; of a name that is there twice, the last counts.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    json = .object(elements.reduce(into: Members()) { $0[$1.0] = $1.1.json })
  }
}

extension JSONValue {
  /// A string that is no literal.
  public init(_ value: String) { json = .string(value) }
  /// A number without a fraction that is no literal.
  public init(_ value: Int) { json = .number(Number(value)) }
  /// A number that is no literal; nil where it is infinite or not a number, which JSON cannot say.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    json = .number(Number(floatLiteral: value))
  }
  /// A boolean that is no literal.
  public init(_ value: Bool) { json = .bool(value) }
}
