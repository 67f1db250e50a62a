import Foundation
import UnderstudyJSON
import UnderstudyVendors

/// The tests' own reading of JSON Schema: the keywords that our documents use.
extension JSON {
  /// The first place that does not conform, as a sentence; nil where all does.
  func mistake(by schema: JSON, at path: Path = .root) -> String? {
    if schema == true { return nil }
    guard let keywords = schema.members else { return "`\(path)` is not allowed" }
    for keyword in keywords where !holds(keyword.name, keyword.value, keywords) {
      return "`\(path)`: \(keyword.name) \(keyword.value) does not hold of \(self)"
    }
    return mistakeInside(keywords, at: path)
  }

  private func conforms(to schema: JSON?) -> Bool { schema.map { mistake(by: $0) == nil } ?? true }

  private func holds(_ keyword: String, _ value: JSON, _ schema: Members) -> Bool {
    switch keyword {
    case "type": (value.array ?? [value]).contains { isOf(type: $0.string) }
    case "const": self == value
    case "enum": value.array?.contains(self) ?? false
    case "not": !conforms(to: value)
    case "allOf": value.array?.allSatisfy(conforms) ?? false
    case "anyOf": value.array?.contains(where: conforms) ?? false
    case "if": conforms(to: schema[conforms(to: value) ? "then" : "else"])
    default: holdsOfItsType(keyword, value)
    }
  }

  private func holdsOfItsType(_ keyword: String, _ value: JSON) -> Bool {
    switch (keyword, self, value) {
    case ("required", .object(let members), .array(let names)):
      names.allSatisfy { $0.string.flatMap { members[$0] } != nil }
    case ("minimum", .number(let number), .number(let least)): number >= least
    case ("maximum", .number(let number), .number(let most)): number <= most
    case ("minLength", .string(let text), .number(let least)): Number(text.unicodeScalars.count) >= least
    case ("maxLength", .string(let text), .number(let most)): Number(text.unicodeScalars.count) <= most
    case ("minItems", .array(let elements), .number(let least)): Number(elements.count) >= least
    case ("maxItems", .array(let elements), .number(let most)): Number(elements.count) <= most
    case ("pattern", .string(let text), .string(let pattern)):
      text.range(of: pattern, options: .regularExpression) != nil
    default: true
    }
  }

  private func isOf(type: String?) -> Bool {
    switch (type, self) {
    case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string), ("array", .array),
      ("object", .object):
      true
    case ("integer", .number(let number)): number.isIntegral
    default: false
    }
  }

  private func mistakeInside(_ schema: Members, at path: Path) -> String? {
    switch self {
    case .object(let members):
      let properties = schema["properties"]?.members ?? [:]
      return members.lazy.compactMap { member in
        let schema = properties[member.name] ?? schema["additionalProperties"] ?? true
        return member.value.mistake(by: schema, at: path.member(member.name))
      }.first
    case .array(let elements):
      guard let items = schema["items"] else { return nil }
      return elements.enumerated().lazy.compactMap { $0.element.mistake(by: items, at: path.element($0.offset)) }
        .first
    default: return nil
    }
  }
}
