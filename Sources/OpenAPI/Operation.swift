import JSON
import Schema
import Vendors

/// The one operation of an endpoint.
struct Operation {
  let endpoint: Endpoint
  let switches: Switches
  let path: String

  init(_ endpoint: Endpoint, _ switches: Switches, path: String) {
    self.endpoint = endpoint
    self.switches = switches
    self.path = path
  }

  var method: String { endpoint.method.lowercased() }

  var members: Members {
    [
      "operationId": .string(endpoint.id),
      "tags": [.string(endpoint.vendor)],
      "summary": .string(endpoint.title),
      "description": .string(description),
      "externalDocs": ["url": .string(endpoint.document)],
      "security": .array(security),
      "requestBody": [
        "required": true, "content": ["application/json": ["schema": .object(requestSchema)]],
      ],
      "responses": responses,
      "x-understudy-rules": .array(endpoint.rules.map { $0.listing(of: endpoint, switches) }),
    ]
  }

  var parameter: JSON {
    var schema: Members = ["type": "string", "minLength": 1]
    if let format = endpoint.agentID.format, isOn(endpoint.agentIDFormatRule) {
      for keyword in format.schema { schema[keyword.name] = keyword.value }
    }
    return [
      "name": .string(endpoint.agentID.parameter), "in": "path", "required": true, "description": "The agent's id",
      "schema": .object(schema),
    ]
  }

  private var requestSchema: Members {
    let record = endpoint.collection.record
    var schema = RequestSchema(of: record, namespace: endpoint.namespace, switches: switches).schema(of: record)
    if endpoint.constraints.contains(where: { $0.isInSchema && isOn($0) }) {
      schema["anyOf"] = .array(record.updatableFields.map { ["required": [.string($0.name)]] })
    }
    return schema
  }

  /// What the schema cannot say.
  private var description: String {
    let rules =
      endpoint.access.filter { isOn(endpoint.id(of: $0)) }.map { (endpoint.id(of: $0), $0.sentence) }
      + endpoint.constraints.filter { !$0.isInSchema && isOn($0) }.map { (endpoint.id(of: $0), $0.sentence) }
      + endpoint.permissions.filter { isOn(endpoint.id(of: $0)) }.map { (endpoint.id(of: $0), $0.sentence) }
    guard !rules.isEmpty else { return "" }
    return "Besides what the schemas say:\n\n" + rules.map { "- \($0.1) (`\($0.0)`)" }.joined(separator: "\n")
  }
}

extension Operation {
  func isOn(_ rule: String, byDefault isOnByDefault: Bool = true) -> Bool {
    switches.isOn(rule, byDefault: isOnByDefault)
  }

  private func isOn(_ constraint: Constraint) -> Bool {
    isOn(endpoint.id(of: constraint), byDefault: constraint.isOnByDefault)
  }
}

extension Constraint {
  /// Whether the schema of the request says it.
  fileprivate var isInSchema: Bool {
    switch test {
    case .anyField: true
    case .update: false
    }
  }
}
