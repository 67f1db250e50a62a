import UnderstudyJSON

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
  /// Of a value that is set.
  var storedSchema: Members { value.stored.schema(recordDepth) }

  fileprivate var schema: JSON {
    var schema = storedSchema
    if value.isNullable { schema = schema.allowingNull }
    if !summary.isEmpty { schema["description"] = .string(summary) }
    if case .defaulting(let value) = seeding { schema["default"] = value }
    return .object(schema)
  }
}

extension Value {
  fileprivate func schema(_ depth: Depth) -> Members {
    var schema = kind.schema { element in
      let schema = element.schema(depth)
      return element.isNullable ? schema.allowingNull : schema
    }
    for check in checks {
      switch check.demand {
      case .oneOf(let values) where depth == .typesOnly: schema["examples"] = .array(values.map(JSON.string))
      case .oneOf, .format: if depth == .inFull { schema.add(check.demand.schema) }
      default: break
      }
    }
    return schema
  }
}

extension Value.Kind {
  /// - Parameter describe: the schema of an element.
  func schema(ofElements describe: (Value) -> Members) -> Members {
    switch self {
    case .string: ["type": "string"]
    case .number: ["type": "number"]
    case .integer: ["type": "integer"]
    case .boolean: ["type": "boolean"]
    case .freeForm: ["type": "object"]
    case .array(let element): ["type": "array", "items": .object(describe(element))]
    case .object(let object): object.recordSchema.members ?? [:]
    }
  }
}

extension Check.Demand {
  /// The same in the keywords of JSON Schema.
  var schema: Members {
    switch self {
    case .notEmpty, .nonBlankNonNull: ["pattern": .string(String.notBlankPattern)]
    case .length(let length) where length.lowerBound == 0: ["maxLength": .number(Number(length.upperBound))]
    case .length(let length):
      ["minLength": .number(Number(length.lowerBound)), "maxLength": .number(Number(length.upperBound))]
    case .range(let range): ["minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
    case .oneOf(let values): ["enum": .array(values.map(JSON.string))]
    case .format(let format): format.schema
    case .minimumCount(let least): ["minItems": .number(Number(least))]
    case .maximumCount(let most): ["maxItems": .number(Number(most))]
    }
  }
}

extension String {
  /// What ``isBlank`` has not. Written out: the `\s` of regular expressions is not Unicode's white space.
  fileprivate static let notBlankPattern =
    #"[^\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"#
}

extension Members {
  /// Adds keywords; where one is there already, beside the others, which hold too.
  mutating func add(_ keywords: Members) {
    guard keywords.contains(where: { self[$0.name] != nil }) else {
      for keyword in keywords { self[keyword.name] = keyword.value }
      return
    }
    self["allOf"] = .array((self["allOf"]?.array ?? []) + [.object(keywords)])
  }

  /// The schema, with null accepted as well.
  var allowingNull: Members {
    var schema = self
    if let type = schema["type"] { schema["type"] = [type, "null"] }
    if let values = schema["enum"]?.array { schema["enum"] = .array(values + [nil]) }
    return schema
  }
}
