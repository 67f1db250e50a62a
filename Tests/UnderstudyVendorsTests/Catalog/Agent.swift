import UnderstudyJSON
import UnderstudyVendors

/// Agents generated from declarations.
enum Agent {
  /// Returns an agent with every field, in this order.
  static func of(_ fields: [Field]) -> Members {
    fields.reduce(into: Members()) { agent, field in agent[field.name] = value(of: field.value.kind, field.name) }
  }

  private static func value(of kind: Value.Kind, _ name: String) -> JSON {
    switch kind {
    case .string: .string(name)
    case .number, .integer: .number(Number(name.utf8.count))
    case .boolean: true
    case .array(let element): [value(of: element.kind, name)]
    case .object(let object): .object(of(object.fields))
    case .freeForm: ["name": .string(name)]
    }
  }
}
