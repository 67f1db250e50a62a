import UnderstudyJSON

/// Describes request bodies as JSON Schema (draft 2020-12): what ``Reviewer`` refuses whatever is stored, the schema
/// refuses too, and nothing else. What depends on the stored agent is said in descriptions.
package struct RequestSchema {
  private let namespace: String
  private let switches: Switches
  /// The ids of the rules that are on, by what they are about.
  private let rules: [String: [JSON]]

  /// - Parameter namespace: the first part of the endpoint's rule ids.
  package init(of record: Object, namespace: String, switches: Switches) {
    self.namespace = namespace
    self.switches = switches
    let listed = record.rules(namespace: namespace)
      .filter { switches.isOn($0.id, byDefault: $0.isOnByDefault) }
    rules = Dictionary(grouping: listed, by: \.subject).mapValues { $0.map { .string($0.id) } }
  }

  package func schema(of object: Object, at path: Path = .root) -> Members {
    var (properties, required, conditions) = (Members(), [JSON](), [JSON]())
    for field in object.fields {
      let path = path.member(field.name)
      guard field.isUpdatable else {
        if case .ignoredOnUpdate = field.updating {
          properties[field.name] = .object(ignoredOnUpdate(field, at: path))
        }
        continue
      }
      var property = schema(of: field.value, at: path)
      if let applicability = field.applicability {
        conditions.append(applicability.schema(.object(property), of: field.name))
        property = [:]
      }
      if let condition = demand(on: field, at: path) {
        switch condition {
        case .always: required.append(.string(field.name))
        case .when(let condition): conditions.append(condition.schema(demanding: field.name))
        }
      }
      properties[field.name] = .object(annotated(property, field, at: path))
    }
    var schema: Members = ["type": "object"]
    if !required.isEmpty { schema["required"] = .array(required) }
    schema["properties"] = .object(properties)
    schema["additionalProperties"] = .bool(object.others == .passThrough || !isOn(.unknown(nearest: nil), at: path))
    if !conditions.isEmpty { schema["allOf"] = .array(conditions) }
    return schema
  }

  private enum Demanded {
    case always
    case when(Condition)
  }

  /// When a request must have a field, if that depends on the request alone.
  private func demand(on field: Field, at path: Path) -> Demanded? {
    guard let requirement = field.requirement, !requirement.isMetByStoredValue,
      isOn(.missing(requirement.condition), at: path)
    else { return nil }
    return requirement.condition.map(Demanded.when) ?? .always
  }

  private func schema(of value: Value, at path: Path) -> Members {
    var schema: Members =
      if case .object(let object) = value.kind {
        self.schema(of: object, at: path)
      } else {
        value.kind.schema { element in
          .described(self.schema(of: element, at: path.element(0)), rules[path.element(0).subject])
        }
      }
    let type = schema["type"] ?? .null
    for check in value.checks where isOn(check, at: path) { schema.add(check.demand.schema) }
    let demandOnNull = value.checks.first { $0.reach != .rightType }
    if value.isNullable || demandOnNull.map({ !isOn($0, at: path) }) ?? false { schema = schema.allowingNull }
    let demandOnType = value.checks.first { $0.reach == .everyType }
    guard !(demandOnType.map { isOn($0, at: path) } ?? isOn(.type(value), at: path)) else { return schema }
    // Nobody looks at a value of another type.
    return ["anyOf": [["not": ["type": type]], .object(schema)]]
  }
}

extension RequestSchema {
  private func isOn(_ check: Check, at path: Path) -> Bool {
    let rule = Violation.Fact.unmet(check).ruleID(namespace: namespace, path: path)
    return switches.isOn(rule, byDefault: check.isOnByDefault)
  }

  private func isOn(_ fact: Violation.Fact, at path: Path) -> Bool {
    switches.isOn(fact.ruleID(namespace: namespace, path: path), byDefault: fact.isOnByDefault)
  }

  private func ignoredOnUpdate(_ field: Field, at path: Path) -> Members {
    annotated(isOn(.ignoredOnUpdate, at: path) ? ["not": [:]] : [:], field, at: path)
  }

  private func annotated(_ schema: Members, _ field: Field, at path: Path) -> Members {
    var schema = schema
    let sentences = ([field.summary] + field.notes(at: path)).filter { !$0.isEmpty }
    if !sentences.isEmpty { schema["description"] = .string(sentences.joined(separator: ". ")) }
    return .described(schema, rules[path.subject])
  }
}

extension Members {
  /// A schema, and the ids of the rules that it says.
  fileprivate static func described(_ schema: Members, _ rules: [JSON]?) -> Members {
    var schema = schema
    if let rules { schema["x-understudy-rules"] = .array(rules) }
    return schema
  }
}

extension Field {
  /// What no schema of a request can say of the field, in words.
  fileprivate func notes(at path: Path) -> [String] {
    var notes: [String] = []
    switch updating {
    case .rejectedOnUpdate: notes.append("Another value than the stored one is refused")
    case .ignoredOnUpdate: notes.append("What an update sends has no effect")
    case .accepted, .serverOnly: break
    }
    if let requirement, requirement.isMetByStoredValue {
      let summary = Violation.Fact.missing(requirement.condition).expectation(at: path)
      notes.append("It \(summary), unless the agent has it already")
    }
    if let applicability {
      notes.append("It \(applicability.text(at: path)); otherwise it is ignored")
    }
    return notes
  }
}

extension Condition {
  fileprivate func schema(demanding field: String) -> JSON {
    ["if": schema, "then": ["required": [.string(field)]]]
  }

  /// Of an object in which it holds.
  fileprivate var schema: JSON {
    ["properties": .object([sibling.text: ["const": value]]), "required": [.string(sibling.text)]]
  }

  /// Of an object that does not say otherwise: what is stored may.
  fileprivate var schemaUnlessAbsent: JSON { ["properties": .object([sibling.text: ["const": value]])] }
}

extension Applicability {
  /// A value is looked at unless the request itself says that it does not apply.
  fileprivate func schema(_ value: JSON, of field: String) -> JSON {
    let demand: JSON = ["properties": .object([field: value])]
    return switch effect {
    case .onlyThen: ["if": condition.schemaUnlessAbsent, "then": demand]
    case .notThen: ["if": condition.schema, "else": demand]
    }
  }
}
