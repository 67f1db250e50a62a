import UnderstudyJSON

/// One operation of an endpoint: the update, or what shows the same agents.
struct Operation {
  let surface: Surface
  let route: Surface.Route
  let switches: Switches
  let path: String

  /// - Parameter prefix: what stands before the vendor's own path.
  init(_ surface: Surface, _ route: Surface.Route, _ switches: Switches, prefix: String = "") {
    self.surface = surface
    self.route = route
    self.switches = switches
    path = "\(prefix)\(route.path)"
  }

  var method: String { route.method.lowercased() }

  var members: Members {
    var members: Members = [
      "operationId": .string(id),
      "tags": [.string(surface.vendor)],
      "summary": .string(title),
      "description": .string(description),
      "externalDocs": ["url": .string(route.document)],
      "security": .array(security),
    ]
    if let paging = surface.reads.list?.paging, route.operation == .list {
      members["parameters"] = .array(parameters(of: paging))
    }
    if route.operation == .update {
      members["requestBody"] = [
        "required": true, "content": ["application/json": ["schema": .object(requestSchema)]],
      ]
    }
    members["responses"] = responses
    members["x-understudy-rules"] = .array(
      surface.rules(of: route.operation).map { $0.listing(of: surface, switches) })
    return members
  }

  /// What all operations of the path have in common.
  var shared: Members { route.operation == .list ? [:] : ["parameters": [parameter]] }

  private var id: String {
    switch route.operation {
    case .update: surface.id
    case .show: "\(surface.id)-get"
    case .list: "\(surface.id)-list"
    }
  }

  /// `Trillet: update Call agent`, or so.
  private var title: String {
    switch route.operation {
    case .update: surface.title
    case .show: surface.title.replacing("update", with: "get")
    case .list: surface.title.replacing("update", with: "list") + "s"
    }
  }

  private func parameters(of paging: Paging) -> [JSON] {
    var size: Members = ["type": "integer"]
    if isOn(surface.sizeRule(of: paging)) {
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
    if let format = surface.agentID.format, isOn(surface.agentIDFormatRule) {
      for keyword in format.schema { schema[keyword.name] = keyword.value }
    }
    return [
      "name": .string(surface.agentID.parameter), "in": "path", "required": true, "description": "The agent's id",
      "schema": .object(schema),
    ]
  }

  private var requestSchema: Members {
    let record = surface.collection.record
    var schema = RequestSchema(of: record, namespace: surface.namespace, switches: switches).schema(of: record)
    if surface.constraints.contains(where: { $0.isInSchema && isOn($0) }) {
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
      return surface.reads.access.filter { isOn(surface.id(of: $0)) }.map { (surface.id(of: $0), $0.sentence) }
    }
    return surface.access.filter { isOn(surface.id(of: $0)) }.map { (surface.id(of: $0), $0.sentence) }
      + surface.constraints.filter { !$0.isInSchema && isOn($0) }.map { (surface.id(of: $0), $0.sentence) }
      + surface.permissions.filter { isOn(surface.id(of: $0)) }.map { (surface.id(of: $0), $0.sentence) }
  }
}

extension Operation {
  func isOn(_ rule: String, byDefault isOnByDefault: Bool = true) -> Bool {
    switches.isOn(rule, byDefault: isOnByDefault)
  }

  private func isOn(_ constraint: Constraint) -> Bool {
    isOn(surface.id(of: constraint), byDefault: constraint.isOnByDefault)
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
