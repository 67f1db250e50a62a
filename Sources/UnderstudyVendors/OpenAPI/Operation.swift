import UnderstudyJSON

/// One operation of an endpoint: the update, or what shows the same agents.
struct Operation {
  let endpoint: Endpoint
  let route: Endpoint.Route
  let switches: Switches
  let path: String

  /// - Parameter prefix: what stands before the vendor's own path.
  init(_ endpoint: Endpoint, _ route: Endpoint.Route, _ switches: Switches, prefix: String = "") {
    self.endpoint = endpoint
    self.route = route
    self.switches = switches
    path = "\(prefix)\(route.path)"
  }

  var method: String { route.method.lowercased() }

  var members: Members {
    var members: Members = [
      "operationId": .string(id),
      "tags": [.string(endpoint.vendor)],
      "summary": .string(title),
      "description": .string(description),
      "externalDocs": ["url": .string(route.document)],
      "security": .array(security),
    ]
    if let paging = endpoint.reads.list?.paging, route.operation == .list {
      members["parameters"] = .array(parameters(of: paging))
    }
    if route.operation == .update {
      members["requestBody"] = [
        "required": true, "content": ["application/json": ["schema": .object(requestSchema)]],
      ]
    }
    members["responses"] = responses
    members["x-understudy-rules"] = .array(
      endpoint.rules(of: route.operation).map { $0.listing(of: endpoint, switches) })
    return members
  }

  /// What all operations of the path have in common.
  var shared: Members { route.operation == .list ? [:] : ["parameters": [parameter]] }

  private var id: String {
    switch route.operation {
    case .update: endpoint.id
    case .show: "\(endpoint.id)-get"
    case .list: "\(endpoint.id)-list"
    }
  }

  /// `Trillet: update Call agent`, or so.
  private var title: String {
    switch route.operation {
    case .update: endpoint.title
    case .show: endpoint.title.replacing("update", with: "get")
    case .list: endpoint.title.replacing("update", with: "list") + "s"
    }
  }

  private func parameters(of paging: Paging) -> [JSON] {
    var size: Members = ["type": "integer"]
    if isOn(endpoint.sizeRule(of: paging)) {
      size["minimum"] = .number(Number(paging.sizes.lowerBound))
      size["maximum"] = .number(Number(paging.sizes.upperBound))
    }
    size["default"] = .number(Number(paging.defaultSize))
    return [
      ["name": .string(paging.size), "in": "query", "description": "How many agents", "schema": .object(size)],
      [
        "name": .string(paging.token), "in": "query",
        "description": .string("The `\(paging.next)` of the page before; none for the first page"),
        "schema": ["type": "string"],
      ],
    ]
  }

  private var parameter: JSON {
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
    let rules = unsaid
    guard !rules.isEmpty else { return "" }
    return "Besides what the schemas say:\n\n" + rules.map { "- \($0.1) (`\($0.0)`)" }.joined(separator: "\n")
  }

  private var unsaid: [(id: String, sentence: String)] {
    guard route.operation == .update else {
      return endpoint.reads.access.filter { isOn(endpoint.id(of: $0)) }.map { (endpoint.id(of: $0), $0.sentence) }
    }
    return endpoint.access.filter { isOn(endpoint.id(of: $0)) }.map { (endpoint.id(of: $0), $0.sentence) }
      + endpoint.constraints.filter { !$0.isInSchema && isOn($0) }.map { (endpoint.id(of: $0), $0.sentence) }
      + endpoint.permissions.filter { isOn(endpoint.id(of: $0)) }.map { (endpoint.id(of: $0), $0.sentence) }
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
