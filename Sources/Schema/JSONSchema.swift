import JSON

extension Object {
  /// The JSON Schema (draft 2020-12) of a stored record: what a seed file may hold.
  ///
  /// Like ``mistakes(in:at:)`` it demands types only of fields that updates may set; their enumerations are
  /// given as examples, which editors offer for completion.
  package var recordSchema: JSON {
    var properties = Members()
    for field in fields { properties[field.name] = field.schema }
    var schema: Members = ["type": "object"]
    let required = fields.filter { if case .required = $0.seeding { true } else { false } }
    if !required.isEmpty { schema["required"] = .array(required.map { .string($0.name) }) }
    schema["properties"] = .object(properties)
    schema["additionalProperties"] = .bool(others == .passThrough)
    return .object(schema)
  }
}

extension Field {
  fileprivate var schema: JSON {
    var schema = value.stored.schema(recordDepth)
    if !summary.isEmpty { schema["description"] = .string(summary) }
    if case .defaulting(let value) = seeding { schema["default"] = value }
    return .object(schema)
  }
}

extension Value {
  fileprivate func schema(_ depth: Depth) -> Members {
    var schema = typeSchema(depth)
    if isNullable, let type = schema["type"] { schema["type"] = [type, "null"] }
    for check in checks {
      switch check.demand {
      case .oneOf(let values):
        schema[depth == .inFull ? "enum" : "examples"] = .array(values.map { .string($0) })
      case .format(let format) where depth == .inFull:
        if let name = format.jsonSchemaName { schema["format"] = .string(name) }
      default: break
      }
    }
    return schema
  }

  private func typeSchema(_ depth: Depth) -> Members {
    switch kind {
    case .string: ["type": "string"]
    case .number: ["type": "number"]
    case .integer: ["type": "integer"]
    case .boolean: ["type": "boolean"]
    case .freeForm: ["type": "object"]
    case .array(let element): ["type": "array", "items": .object(element.schema(depth))]
    case .object(let object): object.recordSchema.members ?? [:]
    }
  }
}
