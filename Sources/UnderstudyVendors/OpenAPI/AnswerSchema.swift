import UnderstudyJSON

extension Operation {
  /// The JSON Schema (draft 2020-12) of the response to an accepted request.
  func answerSchema(of record: Object, _ answer: Answer) -> Members {
    let schema = answer.schema(of: record)
    let added: Members =
      switch kind {
      case .update(let update): update.substitution?.schema ?? [:]
      case .create(let creation): creation.substitution?.schema ?? [:]
      case .list(let listing): listing.paging.map { [$0.next: ["type": "string"]] } ?? [:]
      case .read, .delete, .archive: [:]
      }
    return schema["properties"] == nil ? schema : schema.addingProperties(added)
  }
}

extension Substitution {
  fileprivate var schema: Members { addedMembers.recordSchema["properties"]?.members ?? [:] }
}

extension Members {
  fileprivate func addingProperties(_ added: Members) -> Members {
    var (schema, properties) = (self, self["properties"]?.members ?? [:])
    for member in added { properties[member.name] = member.value }
    schema["properties"] = .object(properties)
    return schema
  }
}

extension Answer {
  fileprivate func schema(of record: Object) -> Members {
    switch self {
    case .agent(let projection, let related): Self.schema(showing: projection, of: record, related)
    case .agents(let projection, let related):
      ["type": "array", "items": .object(Self.schema(showing: projection, of: record, related))]
    case .count: ["type": "integer", "minimum": 0]
    case .always(let json): ["const": json]
    case .empty: [:]
    case .object(let members):
      .objectSchema(
        members.reduce(into: [:]) { $0[$1.name] = .object($1.answer.schema(of: record)) },
        required: members.map(\.name))
    }
  }

  private static func schema(
    showing projection: Projection, of record: Object, _ related: RelatedRecord?
  ) -> Members {
    let schema = projection.schema(of: record)
    guard let related else { return schema }
    return schema.addingProperties([related.name: .object(related.projection.schema(of: related.table.record))])
  }
}

extension Projection {
  /// Returns the schema of the shown members.
  package func schema(of record: Object) -> Members {
    let properties: Members = items.reduce(into: [:]) { properties, item in
      var schema = record[item.source].map(item.schema) ?? [:]
      if let field = record[item.source], !field.summary.isEmpty { schema["description"] = .string(field.summary) }
      properties[item.key] = .object(schema)
    }
    return .objectSchema(properties, required: items.filter { !$0.isLeftOutWhenUnset }.map(\.key.text))
  }
}

extension Projection.Item {
  fileprivate func schema(of field: Field) -> Members {
    let schema = members.map { field.value.schema(showing: $0) } ?? field.storedSchema
    return isLeftOutWhenUnset && !showsNull || field.isAlwaysSet ? schema : schema.allowingNull
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
    case .required, .defaultingToStart: true
    case .defaulting(let value): value != .null
    case .optional: false
    }
  }
}
