import UnderstudyJSON

/// The body of a request to the control plane, as the OpenAPI document describes it.
struct AdminBody: Sendable {
  /// The name of the schema in the document.
  let name: String
  let summary: String
  /// The schemas of the members.
  let properties: Members
  /// A body that the server accepts.
  let example: JSON?

  init(_ name: String, _ summary: String, _ properties: Members = [:], example: JSON? = nil) {
    self.name = name
    self.summary = summary
    self.properties = properties
    self.example = example
  }

  var reference: JSON { ["$ref": .string("#/components/schemas/\(name)")] }

  private var schema: Members {
    var schema: Members = ["type": "object", "description": .string(summary)]
    if !properties.isEmpty { schema["properties"] = .object(properties) }
    schema["example"] = example
    return schema
  }

  /// The schemas by name, in the order of the document.
  static let schemas = JSON.object(all.reduce(into: Members()) { $0[$1.name] = .object($1.schema) })

  private static let all = [
    requestPattern, mapping, metadataPattern, loggedRequest, verification, settings, clock, ruleSwitch,
    scenarioState, agent,
  ]
}

extension JSON {
  static let stringSchema: JSON = ["type": "string"]
  static let integerSchema: JSON = ["type": "integer"]
  static let booleanSchema: JSON = ["type": "boolean"]
  static let objectSchema: JSON = ["type": "object"]
}
