import Testing
import UnderstudyJSON
import UnderstudyVendors

/// One value that an update may set: where it stands in a request, and what is declared of it.
struct Slot: Sendable, CustomTestStringConvertible {
  let surface: Surface
  /// The way to it from the body; the last step is its own.
  let steps: [Step]
  let value: Value

  enum Step: Sendable {
    case member(Field, of: Object)
    case element(ofArray: Value)
  }

  /// Every slot of every endpoint.
  static let all = lawfulSurfaces.flatMap { surface in
    slots(of: surface.resource.record, in: surface, below: [])
  }

  private static func slots(of object: Object, in surface: Surface, below steps: [Step]) -> [Slot] {
    object.updatableFields.flatMap { field in
      slots(of: field.value, in: surface, at: steps + [.member(field, of: object)])
    }
  }

  private static func slots(of value: Value, in surface: Surface, at steps: [Step]) -> [Slot] {
    let slot = Slot(surface: surface, steps: steps, value: value)
    switch value.kind {
    case .object(let object): return [slot] + slots(of: object, in: surface, below: steps)
    case .array(let element):
      return [slot] + slots(of: element, in: surface, at: steps + [.element(ofArray: value)])
    default: return [slot]
    }
  }

  /// As rules name it: `gap[].days`.
  var subject: String {
    steps.reduce(into: "") { text, step in
      switch step {
      case .member(let field, _): text += text.isEmpty ? field.name : "." + field.name
      case .element: text += "[]"
      }
    }
  }

  /// The rule that refuses a value of another type.
  func ruleOfWrongType(_ json: JSON) -> String {
    let check = value.checks.first { check in
      switch check.reach {
      case .rightType: false
      case .null: json == .null
      case .everyType: true
      }
    }
    return rule(check?.demand.kind ?? "type")
  }

  /// Values that are accepted here for an agent as it is.
  func samples(for agent: Members) -> [JSON] {
    guard case .member(let field, _)? = steps.last, case .rejectedOnUpdate = field.updating else {
      return value.samples
    }
    return [value(in: agent)].compactMap(\.self)
  }

  /// The rules about this value alone, those that are off by default too.
  func switches(disabling rules: [String] = []) -> Switches {
    Switches(
      disabled: surface.updating.predicateGuards(at: .constraints).map(\.rule.id) + rules,
      enabled: value.checks.filter { !$0.isOnByDefault }.map { rule($0.demand.kind) })
  }

  var testDescription: String { "\(surface.id) \(subject)" }
  func rule(_ kind: String) -> String { "\(surface.namespace).\(subject).\(kind)" }

  /// The smallest body that holds `json` here, and nothing else that could be refused.
  func body(_ json: JSON) -> Members { Self.body(json, at: steps[...]) }

  var acceptedBody: Members { body(value.samples.first ?? .null) }

  /// The same with the object that has this slot's field, in its place.
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

  /// What a record holds here.
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
