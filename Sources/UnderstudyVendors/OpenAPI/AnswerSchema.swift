import UnderstudyJSON

extension Surface {
  /// The JSON Schema of what an accepted request is answered with.
  func answerSchema(of operation: Operation) -> JSON {
    switch operation {
    case .update: updateSchema
    case .show: .object(reads.answer.schema(of: collection.record))
    case .list: reads.list.map { .object($0.schema(of: collection.record)) } ?? .object([:])
    }
  }

  private var updateSchema: JSON {
    var schema = answer.schema(of: collection.record)
    if let remarks = fallback?.remarks.recordSchema.members?["properties"]?.members {
      var properties = schema["properties"]?.members ?? [:]
      for remark in remarks { properties[remark.name] = remark.value }
      schema["properties"] = .object(properties)
    }
    return .object(schema)
  }
}

extension Answer {
  fileprivate func schema(of record: Object) -> Members {
    switch self {
    case .agent(let shown, let lookup):
      var schema = shown.schema(of: record)
      if let lookup {
        var properties = schema["properties"]?.members ?? [:]
        properties[lookup.name] = .object(lookup.shown.schema(of: lookup.table.record))
        schema["properties"] = .object(properties)
      }
      return schema
    case .always(let json): return ["const": json]
    case .object(let members):
      return [
        "type": "object", "required": .array(members.map { .string($0.name) }),
        "properties": .object(
          members.reduce(into: Members()) { $0[$1.name] = .object($1.answer.schema(of: record)) }),
        "additionalProperties": false,
      ]
    }
  }
}

extension Reads.List {
  fileprivate func schema(of record: Object) -> Members {
    var schema = answer.schema(of: record)
    if let paging, var properties = schema["properties"]?.members {
      properties[paging.next] = ["type": "string"]
      schema["properties"] = .object(properties)
    }
    return schema
  }
}

extension ListAnswer {
  fileprivate func schema(of record: Object) -> Members {
    switch self {
    case .agents(let answer): ["type": "array", "items": .object(answer.schema(of: record))]
    case .count: ["type": "integer", "minimum": 0]
    case .always(let json): ["const": json]
    case .object(let members):
      [
        "type": "object", "required": .array(members.map { .string($0.name) }),
        "properties": .object(
          members.reduce(into: Members()) { $0[$1.name] = .object($1.answer.schema(of: record)) }),
        "additionalProperties": false,
      ]
    }
  }
}
