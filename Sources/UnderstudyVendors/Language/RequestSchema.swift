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
    rules = Dictionary(grouping: record.rules(namespace: namespace).filter(switches.isOn), by: \.subject)
      .mapValues { $0.map { .string($0.id) } }
  }

  package func schema(of object: Object, at path: Path = .root) -> Members {
    var (properties, required, conditions) = (Members(), [String](), [JSON]())
    for field in object.fields {
      let path = path.member(field.name)
      guard field.isUpdatable else {
        if case .ignoredOnUpdate = field.updating {
          let schema: Members = isOn(.ignoredOnUpdate, at: path) ? ["not": [:]] : [:]
          properties[field.name] = .object(annotated(schema, field, at: path))
        }
        continue
      }
      var property = schema(of: field.value, at: path)
      if let applicability = field.applicability {
        conditions.append(applicability.schema(.object(property), of: field.name))
        property = [:]
      }
      // A requirement that a stored value can meet does not depend on the request alone.
      if let requirement = field.requirement, !requirement.isMetByStoredValue,
        isOn(.missing(requirement), at: path)
      {
        if let condition = requirement.condition {
          conditions.append(["if": condition.schema, "then": .object(field.demandedSchema)])
        } else {
          required.append(field.name)
        }
      }
      properties[field.name] = .object(annotated(property, field, at: path))
    }
    var schema = Members.objectSchema(properties, required: required.isEmpty ? nil : required)
    schema["additionalProperties"] = .bool(
      object.unlistedMembers == .passThrough || !isOn(.unknown(nearest: nil), at: path))
    if !conditions.isEmpty { schema["allOf"] = .array(conditions) }
    return schema
  }

  private func schema(of value: Value, at path: Path) -> Members {
    var schema: Members =
      if case .object(let object) = value.kind {
        self.schema(of: object, at: path)
      } else {
        value.kind.schema { element in
          described(self.schema(of: element, at: path.element(0)), at: path.element(0))
        }
      }
    let type = schema["type"] ?? .null
    for check in value.checks where isOn(.failedCheck(check), at: path) { schema.add(check.assertion.schema) }
    let acceptsNull = value.isNullable && isNullRuleOn(value, at: path)
    let nullCheck = value.checks.first { $0.typeMismatchPolicy != .failsTypeRule }
    if acceptsNull || nullCheck.map({ !isOn(.failedCheck($0), at: path) }) ?? false {
      schema = schema.allowingNull
    }
    if acceptsNull, value.isClearedByEmptyText { schema = ["anyOf": [["const": ""], .object(schema)]] }
    let typeCheck = value.checks.first { $0.typeMismatchPolicy == .failsCheck }
    guard !isOn(typeCheck.map { .failedCheck($0) } ?? .type(value), at: path) else { return schema }
    // Values of other types are not checked.
    return ["anyOf": [["not": ["type": type]], .object(schema)]]
  }

  private func isNullRuleOn(_ value: Value, at path: Path) -> Bool {
    value.nullSource == nil || switches.isOn(value.nullRule(namespace, at: path))
  }

  private func isOn(_ kind: Violation.Kind, at path: Path) -> Bool {
    switches.isOn(kind.ruleID(namespace: namespace, path: path), byDefault: kind.isOnByDefault)
  }

  private func annotated(_ schema: Members, _ field: Field, at path: Path) -> Members {
    var schema = schema
    let sentences = ([field.summary] + field.notes(at: path)).filter { !$0.isEmpty }
    if !sentences.isEmpty { schema["description"] = .string(sentences.joined(separator: ". ")) }
    return described(schema, at: path)
  }

  /// Returns the schema with the ids of the rules that it expresses.
  private func described(_ schema: Members, at path: Path) -> Members {
    var schema = schema
    if let rules = rules[path.subject] { schema["x-understudy-rules"] = .array(rules) }
    return schema
  }
}

extension Field {
  /// The schema of an object that has the field, and a value in it.
  fileprivate var demandedSchema: Members {
    var schema: Members = ["required": [.string(name)]]
    guard value.isNullable else { return schema }
    let empty: [JSON] = value.isClearedByEmptyText ? [nil, ""] : [nil]
    schema["properties"] = .object([name: ["not": ["enum": .array(empty)]]])
    return schema
  }

  /// Returns in words what the schema of a request cannot express.
  fileprivate func notes(at path: Path) -> [String] {
    var notes: [String] = []
    switch updating {
    case .rejectedOnUpdate: notes.append("A value other than the stored one is refused")
    case .ignoredOnUpdate, .discarded, .notEmulated: notes.append("A sent value has no effect")
    case .accepted, .serverOnly: break
    }
    if let requirement, requirement.isMetByStoredValue {
      let summary = Violation.Kind.missing(requirement).expectation(at: path)
      notes.append("It \(summary), unless the agent has it already")
    }
    if let applicability { notes.append("It \(applicability.description(at: path)); otherwise it is ignored") }
    return notes
  }
}

extension Condition {
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
