import UnderstudyJSON

/// The JSON Schema (draft 2020-12) of request bodies. It refuses exactly the bodies that ``RequestValidator`` refuses
/// for every stored agent. Descriptions cover what depends on the stored agent.
package struct RequestSchema {
  private let namespace: String
  private let switches: Switches
  /// The ids of the rules that are on, by their subjects.
  private let rules: [String: [JSON]]

  /// - Parameter namespace: The first part of the surface's rule ids.
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
      if let condition = requirement(of: field, at: path) {
        switch condition {
        case .always: required.append(.string(field.name))
        case .when(let condition): conditions.append(condition.schema(requiring: field.name))
        }
      }
      properties[field.name] = .object(annotated(property, field, at: path))
    }
    var schema: Members = ["type": "object"]
    if !required.isEmpty { schema["required"] = .array(required) }
    schema["properties"] = .object(properties)
    schema["additionalProperties"] = .bool(
      object.unlistedMembers == .passThrough || !isOn(.unknown(nearest: nil), at: path))
    if !conditions.isEmpty { schema["allOf"] = .array(conditions) }
    return schema
  }

  private enum RequirementKind {
    case always
    case when(Condition)
  }

  /// Returns the requirement on a field, if it depends on the request alone.
  private func requirement(of field: Field, at path: Path) -> RequirementKind? {
    guard let requirement = field.requirement, !requirement.isMetByStoredValue,
      isOn(.missing(requirement.condition), at: path)
    else { return nil }
    return requirement.condition.map(RequirementKind.when) ?? .always
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
    for check in value.checks where isOn(check, at: path) { schema.add(check.assertion.schema) }
    let nullCheck = value.checks.first { $0.typeMismatchPolicy != .failsTypeRule }
    if value.isNullable || nullCheck.map({ !isOn($0, at: path) }) ?? false { schema = schema.allowingNull }
    let typeCheck = value.checks.first { $0.typeMismatchPolicy == .failsCheck }
    guard !(typeCheck.map { isOn($0, at: path) } ?? isOn(.type(value), at: path)) else { return schema }
    // Values of other types are not checked.
    return ["anyOf": [["not": ["type": type]], .object(schema)]]
  }
}

extension RequestSchema {
  private func isOn(_ check: Check, at path: Path) -> Bool {
    let rule = Violation.Kind.failedCheck(check).ruleID(namespace: namespace, path: path)
    return switches.isOn(rule, byDefault: check.isOnByDefault)
  }

  private func isOn(_ kind: Violation.Kind, at path: Path) -> Bool {
    switches.isOn(kind.ruleID(namespace: namespace, path: path), byDefault: kind.isOnByDefault)
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
  /// Returns the schema with the ids of the rules that it expresses.
  fileprivate static func described(_ schema: Members, _ rules: [JSON]?) -> Members {
    var schema = schema
    if let rules { schema["x-understudy-rules"] = .array(rules) }
    return schema
  }
}

extension Field {
  /// Returns in words what the schema of a request cannot express.
  fileprivate func notes(at path: Path) -> [String] {
    var notes: [String] = []
    switch updating {
    case .rejectedOnUpdate: notes.append("A value other than the stored one is refused")
    case .ignoredOnUpdate: notes.append("A sent value has no effect")
    case .accepted, .serverOnly: break
    }
    if let requirement, requirement.isMetByStoredValue {
      let summary = Violation.Kind.missing(requirement.condition).expectation(at: path)
      notes.append("It \(summary), unless the agent has it already")
    }
    if let applicability {
      notes.append("It \(applicability.description(at: path)); otherwise it is ignored")
    }
    return notes
  }
}

extension Condition {
  fileprivate func schema(requiring field: String) -> JSON {
    ["if": schema, "then": ["required": [.string(field)]]]
  }

  /// The schema of an object in which the condition holds.
  fileprivate var schema: JSON {
    ["properties": .object([sibling.text: ["const": value]]), "required": [.string(sibling.text)]]
  }

  /// The schema of an object that does not contradict the condition: the sibling may be stored.
  fileprivate var schemaUnlessAbsent: JSON { ["properties": .object([sibling.text: ["const": value]])] }
}

extension Applicability {
  /// Returns the schema that checks a value unless the request itself makes the field inapplicable.
  fileprivate func schema(_ value: JSON, of field: String) -> JSON {
    let schema: JSON = ["properties": .object([field: value])]
    return switch effect {
    case .applies: ["if": condition.schemaUnlessAbsent, "then": schema]
    case .doesNotApply: ["if": condition.schema, "else": schema]
    }
  }
}
