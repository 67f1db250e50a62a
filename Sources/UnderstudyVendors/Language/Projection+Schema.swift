import UnderstudyJSON

extension Projection {
  /// Returns the JSON Schema (draft 2020-12) of the shown members.
  package func schema(of record: Object) -> Members {
    var (properties, required) = (Members(), [JSON]())
    for item in items {
      var schema = record[item.key].map { item.schema(of: $0) } ?? [:]
      if let field = record[item.key], !field.summary.isEmpty { schema["description"] = .string(field.summary) }
      properties[item.key] = .object(schema)
      if !item.isLeftOutWhenUnset { required.append(.string(item.key.text)) }
    }
    return [
      "type": "object", "required": .array(required), "properties": .object(properties),
      "additionalProperties": false,
    ]
  }
}

extension Projection.Item {
  fileprivate func schema(of field: Field) -> Members {
    let schema = members.map { field.value.schema(showing: $0) } ?? field.storedSchema
    return isLeftOutWhenUnset || field.isAlwaysSet ? schema : schema.allowingNull
  }
}

extension Value {
  fileprivate func schema(showing members: Projection) -> Members {
    switch kind {
    case .object(let object): members.schema(of: object)
    default: kind.schema { $0.schema(showing: members) }
    }
  }
}

extension Field {
  /// Whether every stored record has a value for the field.
  fileprivate var isAlwaysSet: Bool {
    if case .doesNotApply? = applicability?.effect { return false }
    guard !value.isNullable else { return false }
    return switch seeding {
    case .required: true
    case .defaulting(let value): value != .null
    case .optional: false
    }
  }
}
