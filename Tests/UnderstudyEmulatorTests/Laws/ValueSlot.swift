import Testing
import UnderstudyJSON
import UnderstudyVendors

/// One value that an update can set: its place in a request, and its declaration.
struct ValueSlot: Sendable, CustomTestStringConvertible {
  let surface: Surface
  /// The steps from the body to the value.
  let steps: [Step]
  let value: Value

  enum Step: Sendable {
    case member(Field, of: Object)
    case element(ofArray: Value)
  }

  /// Every slot of every surface.
  static let all = lawfulSurfaces.flatMap { surface in
    slots(of: surface.resource.record, in: surface, below: [])
  }

  private static func slots(of object: Object, in surface: Surface, below steps: [Step]) -> [ValueSlot] {
    object.updatableFields.flatMap { field in
      slots(of: field.value, in: surface, at: steps + [.member(field, of: object)])
    }
  }

  private static func slots(of value: Value, in surface: Surface, at steps: [Step]) -> [ValueSlot] {
    let slot = ValueSlot(surface: surface, steps: steps, value: value)
    switch value.kind {
    case .object(let object): return [slot] + slots(of: object, in: surface, below: steps)
    case .array(let element):
      return [slot] + slots(of: element, in: surface, at: steps + [.element(ofArray: value)])
    default: return [slot]
    }
  }

  /// The path as in rule ids: `gap[].days`.
  var subject: String {
    steps.reduce(into: "") { text, step in
      switch step {
      case .member(let field, _): text += text.isEmpty ? field.name : "." + field.name
      case .element: text += "[]"
      }
    }
  }

  /// Returns the rule that refuses a value of another type.
  func ruleOfWrongType(_ json: JSON) -> String {
    let check = value.checks.first { check in
      switch check.typeMismatchPolicy {
      case .failsTypeRule: false
      case .nullFailsCheck: json == .null
      case .failsCheck: true
      }
    }
    return rule(check?.assertion.kind ?? "type")
  }

  /// Returns values that are valid here for a stored agent.
  func samples(for agent: Members) -> [JSON] {
    guard case .member(let field, _)? = steps.last, case .rejectedOnUpdate = field.updating else {
      return value.samples
    }
    return [value(in: agent)].compactMap(\.self)
  }

  /// Returns the switches that leave only the rules about this value, including those that are off by default.
  func switches(disabling rules: [String] = []) -> Switches {
    Switches(
      disabled: surface.updating.predicateGuards(at: .constraints).map(\.rule.id) + rules,
      enabled: value.checks.filter { !$0.isOnByDefault }.map { rule($0.assertion.kind) })
  }

  var testDescription: String { "\(surface.id) \(subject)" }
  func rule(_ kind: String) -> String { "\(surface.namespace).\(subject).\(kind)" }

  /// Returns the smallest valid body with `json` in this place.
  func body(_ json: JSON) -> Members { Self.body(json, at: steps[...]) }

  var acceptedBody: Members { body(value.samples.first ?? .null) }

  /// Returns a body with another object in place of the one that has this slot's field.
  func body(withOwner members: Members) -> Members { Self.body(.object(members), at: steps.dropLast()) }

  private static func body(_ json: JSON, at steps: ArraySlice<Step>) -> Members {
    var json = json
    for step in steps.reversed() {
      switch step {
      case .member(let field, let object): json = .object(object.accepted([field.name: json]))
      case .element(let array): json = .array([json] + (array.samples.first?.array ?? []).dropFirst())
      }
    }
    return json.members ?? [:]
  }

  /// Returns the value of a record in this place.
  func value(in record: Members) -> JSON? {
    steps.reduce(JSON.object(record)) { json, step in
      switch step {
      case .member(let field, _): json?.members?[field.name]
      case .element(let array):
        array.entry == nil ? json?.array?.first : json?.array?.first?.valueOfEntry
      }
    }
  }
}
