import Foundation
import UnderstudyJSON

extension MockServer {
  /// A JSON value that keeps the order of members and the digits of numbers.
  ///
  /// Values are compared as data: `1` equals `1.0`, and the order of members does not matter. Write them as Swift
  /// literals; `null` is ``null``.
  public struct JSONValue: Sendable, Equatable {
    let json: JSON

    init(_ json: JSON) { self.json = json }

    /// `null`
    public static let null = JSONValue(.null)

    /// Parses JSON text, strictly by RFC 8259.
    ///
    /// - Throws: an error with its line and column.
    public init(text: String) throws { json = try JSON(reading: Array(text.utf8)) }

    /// A string.
    public init(_ value: String) { json = .string(value) }

    /// A whole number.
    public init(_ value: Int) { json = .number(Number(value)) }

    /// A number; nil if it is infinite or not a number, which JSON does not have.
    public init?(_ value: Double) {
      guard value.isFinite else { return nil }
      json = .number(Number(floatLiteral: value))
    }

    /// A boolean.
    public init(_ value: Bool) { json = .bool(value) }

    /// The value at a place; nil if there is none.
    ///
    /// - Parameter pointer: a JSON Pointer (RFC 6901) such as `/languages/0/code`; empty for the whole value.
    public subscript(pointer: String) -> JSONValue? {
      Pointer(pointer).flatMap { json[$0] }.map(JSONValue.init)
    }

    /// The text, if this is a string.
    public var string: String? { json.string }

    /// The nearest double, if this is a number.
    public var double: Double? { if case .number(let number) = json { number.double } else { nil } }

    /// The value, if this is a whole number in the range of `Int`; `30.0` is whole.
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

    /// Decodes the value as a type of yours.
    ///
    /// - Throws: `DecodingError` if it does not fit.
    public func decode<Value: Decodable>(
      as type: Value.Type = Value.self, by decoder: JSONDecoder = JSONDecoder()
    ) throws -> Value {
      try decoder.decode(type, from: Data(json.bytes))
    }
  }
}

extension MockServer.JSONValue: CustomStringConvertible {
  /// Compact JSON text.
  public var description: String { json.description }
}

extension MockServer.JSONValue: ExpressibleByBooleanLiteral, ExpressibleByStringLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// `true` or `false`
  public init(booleanLiteral value: Bool) { json = .bool(value) }
  /// A string.
  public init(stringLiteral value: String) { json = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { json = .number(Number(value)) }
  /// A number, with the digits of the literal.
  public init(floatLiteral value: Double) { json = .number(Number(floatLiteral: value)) }
  /// An array.
  public init(arrayLiteral elements: MockServer.JSONValue...) { json = .array(elements.map(\.json)) }
  /// An object; if a name occurs twice, the last member counts.
  public init(dictionaryLiteral elements: (String, MockServer.JSONValue)...) {
    json = .object(elements.reduce(into: Members()) { $0[$1.0] = $1.1.json })
  }
}
