import UnderstudyJSON

extension Object {
  /// The JSON Schema (draft 2020-12) of a stored record, as a seed file holds it. As in ``errors(in:at:)``, fields that
  /// updates can set have their types only. Their enumerations become examples, which editors complete.
  package var recordSchema: Members {
    let required = alwaysSeededFields.map(\.name)
    var schema = Members.objectSchema(
      fields.reduce(into: [:]) { $0[$1.name] = .object($1.schema) }, required: required.isEmpty ? nil : required)
    schema["additionalProperties"] = .bool(unlistedMembers == .passThrough)
    return schema
  }
}

extension Field {
  /// The schema of a value that is set.
  var storedSchema: Members { value.stored.schema(recordChecks) }

  fileprivate var schema: Members {
    var schema = value.isNullable ? storedSchema.allowingNull : storedSchema
    if !summary.isEmpty { schema["description"] = .string(summary) }
    switch seeding {
    case .defaulting(let value): schema["default"] = value
    case .defaultingToStart:
      let sentence = "By default, the time at which the server starts, or that of --clock"
      schema["description"] = .string(summary.isEmpty ? sentence : "\(summary). \(sentence)")
    case .optional, .required: break
    }
    return schema
  }
}

extension Value {
  fileprivate func schema(_ recordChecks: RecordChecks) -> Members {
    var schema = kind.schema { element in
      let schema = element.schema(recordChecks)
      return element.isNullable ? schema.allowingNull : schema
    }
    for check in checks {
      switch check.assertion {
      case .oneOf(let values) where recordChecks == .typeOnly: schema["examples"] = .array(values.map(JSON.string))
      case .oneOf, .format: if recordChecks == .all { schema.add(check.assertion.schema) }
      default: break
      }
    }
    return schema
  }
}

extension Value.Kind {
  /// - Parameter describe: Returns the schema of an element.
  func schema(ofElements describe: (Value) -> Members) -> Members {
    switch self {
    case .string: ["type": "string"]
    case .number: ["type": "number"]
    case .integer: ["type": "integer"]
    case .boolean: ["type": "boolean"]
    case .freeForm: ["type": "object"]
    case .array(let element): ["type": "array", "items": .object(describe(element))]
    case .object(let object): object.recordSchema
    }
  }
}

extension Check.Assertion {
  /// The assertion in keywords of JSON Schema.
  var schema: Members {
    switch self {
    // A character that is not white space, as in `isBlank`. `\s` in regular expressions is not Unicode's white space.
    case .notEmpty, .nonBlankNonNull:
      ["pattern": #"[^\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"#]
    case .length(let length) where length.lowerBound == 0: ["maxLength": .number(Number(length.upperBound))]
    case .length(let length):
      ["anyOf": .array(Self.shortest(length.lowerBound)), "maxLength": .number(Number(length.upperBound))]
    case .range(let range): ["minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
    case .oneOf(let values): ["enum": .array(values.map(JSON.string))]
    case .format(let format): format.schema
    case .minimumCount(let least): ["minItems": .number(Number(least))]
    case .maximumCount(let most): ["maxItems": .number(Number(most))]
    }
  }
}

extension Check.Assertion {
  /// Returns the schemas of texts with at least this number of UTF-16 code units. JSON Schema counts characters, of which
  /// those beyond U+FFFF have two code units.
  private static func shortest(_ length: Int) -> [JSON] {
    [
      ["minLength": .number(Number(length))],
      ["minLength": .number(Number((length + 1) / 2)), "pattern": #"^[^\u0000-\uffff]+$"#],
    ]
  }
}

extension Members {
  /// Returns the schema of an object with no other members. If `required` is nil, it does not have the keyword.
  static func objectSchema(_ properties: Members, required: [String]?) -> Members {
    var schema: Members = ["type": "object"]
    schema["required"] = required.map { .array($0.map(JSON.string)) }
    schema["properties"] = .object(properties)
    schema["additionalProperties"] = false
    return schema
  }

  /// Adds keywords. If one of them exists already, they go into `allOf`, so that both apply.
  mutating func add(_ keywords: Members) {
    guard keywords.contains(where: { self[$0.name] != nil }) else {
      for keyword in keywords { self[keyword.name] = keyword.value }
      return
    }
    self["allOf"] = .array((self["allOf"]?.array ?? []) + [.object(keywords)])
  }

  /// The schema, extended by null.
  var allowingNull: Members {
    var schema = self
    if let type = schema["type"] { schema["type"] = [type, "null"] }
    if let values = schema["enum"]?.array { schema["enum"] = .array(values + [nil]) }
    return schema
  }
}
