import Testing
import UnderstudyJSON
import UnderstudyVendors

/// One value that an update or a creation can set: its place in a request, and its declaration.
struct ValueSlot: Sendable, CustomTestStringConvertible {
  let surface: Surface
  let operation: UnderstudyVendors.Operation
  /// The steps from the body to the value.
  let steps: [Step]
  let value: Value

  enum Step: Sendable {
    case member(Field, of: Object)
    case element(ofArray: Value)
  }

  /// Every slot of every update, and of every creation.
  static let all = updates + creations
  static let updates = lawfulSurfaces.flatMap { slots(of: SurfaceOperation(surface: $0, operation: $0.updating)) }
  static let creations = SurfaceOperation.all.filter(\.operation.isCreation).flatMap(slots)

  private static func slots(of operation: SurfaceOperation) -> [ValueSlot] {
    slots(of: operation.fields, in: operation, below: [])
  }

  private static func slots(
    of object: Object, in operation: SurfaceOperation, below steps: [Step]
  ) -> [ValueSlot] {
    object.updatableFields.flatMap { field in
      slots(of: field.value, in: operation, at: steps + [.member(field, of: object)])
    }
  }

  private static func slots(of value: Value, in operation: SurfaceOperation, at steps: [Step]) -> [ValueSlot] {
    let slot = ValueSlot(surface: operation.surface, operation: operation.operation, steps: steps, value: value)
    switch value.kind {
    case .object(let object): return [slot] + slots(of: object, in: operation, below: steps)
    case .array(let element):
      return [slot] + slots(of: element, in: operation, at: steps + [.element(ofArray: value)])
    default: return [slot]
    }
  }

  /// The field of the value; nil for an element of an array.
  var field: Field? { if case .member(let field, _)? = steps.last { field } else { nil } }

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

  /// Whether a sent value is stored, and not only checked.
  var isStored: Bool {
    switch field?.updating {
    case .discarded, .notEmulated: false
    default: true
    }
  }

  /// Returns values that are valid here for the agent of a fixture.
  func samples(in fixture: SurfaceFixture) throws -> [JSON] {
    guard case .rejectedOnUpdate? = field?.updating else { return value.samples }
    return [value(in: try fixture.stored())].compactMap(\.self)
  }

  /// Returns the switches that leave only the rules about this value, including those that are off by default.
  func switches(disabling rules: [String] = []) -> Switches {
    let requirement = field?.requirement.map { $0.isOnByDefault ? [] : [rule("required")] } ?? []
    return Switches(
      disabled: SurfaceOperation(surface: surface, operation: operation).rulesOfSeveralFields + rules,
      enabled: value.checks.filter { !$0.isOnByDefault }.map { rule($0.assertion.kind) } + requirement)
  }

  var testDescription: String { "\(operation.id) \(subject)" }

  /// Returns the rule of a kind. A check of creation that differs from that of updates has a rule of its own.
  func rule(_ kind: String) -> String {
    let scope = value.checks.first { $0.assertion.kind == kind }?.ruleScope.map { "\($0)." } ?? ""
    return "\(surface.namespace).\(scope)\(subject).\(kind)"
  }

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

  /// Whether a body must send the value.
  func isRequired(in body: Members) -> Bool {
    guard let requirement = field?.requirement else { return false }
    let owner = steps.dropLast().reduce(Optional(JSON.object(body))) { json, step in
      switch step {
      case .member(let field, _): json?.members?[field.name]
      case .element: json?.array?.first
      }
    }
    return requirement.condition.map { owner?.members?[$0.sibling] == $0.value } ?? true
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
