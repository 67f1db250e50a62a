import JSON
import Schema
import Vendors

extension Endpoint {
  /// The JSON Schema of what an accepted update is answered with.
  var answerSchema: JSON {
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
