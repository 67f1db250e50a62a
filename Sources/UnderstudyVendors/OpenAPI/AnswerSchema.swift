import UnderstudyJSON

extension Operation.Success {
  /// Returns the JSON Schema of the answer to an accepted request.
  func schema(of record: Object, _ operation: Operation) -> Members {
    var schema = answer.schema(of: record)
    let added = operation.addedMembers
    guard !added.isEmpty, var properties = schema["properties"]?.members else { return schema }
    for member in added { properties[member.name] = member.value }
    schema["properties"] = .object(properties)
    return schema
  }
}

extension Operation {
  /// The schemas of the members that an answer may have besides, by their names.
  fileprivate var addedMembers: Members {
    switch kind {
    case .update(let substitution): substitution?.addedMembers.recordSchema.members?["properties"]?.members ?? [:]
    case .list(let listing): listing.paging.map { [$0.next: ["type": "string"]] } ?? [:]
    case .create, .read, .delete: [:]
    }
  }
}

extension Answer {
  fileprivate func schema(of record: Object) -> Members {
    switch self {
    case .agent(let shown, let lookup): Self.schema(showing: shown, of: record, lookup)
    case .agents(let shown, let lookup):
      ["type": "array", "items": .object(Self.schema(showing: shown, of: record, lookup))]
    case .count: ["type": "integer", "minimum": 0]
    case .always(let json): ["const": json]
    case .empty: [:]
    case .object(let members):
      [
        "type": "object", "required": .array(members.map { .string($0.name) }),
        "properties": .object(
          members.reduce(into: Members()) { $0[$1.name] = .object($1.answer.schema(of: record)) }),
        "additionalProperties": false,
      ]
    }
  }

  private static func schema(showing shown: Projection, of record: Object, _ lookup: Lookup?) -> Members {
    var schema = shown.schema(of: record)
    guard let lookup else { return schema }
    var properties = schema["properties"]?.members ?? [:]
    properties[lookup.name] = .object(lookup.shown.schema(of: lookup.table.record))
    schema["properties"] = .object(properties)
    return schema
  }
}
