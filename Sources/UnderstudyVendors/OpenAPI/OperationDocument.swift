import UnderstudyHTTP
import UnderstudyJSON

/// The description of one operation in an OpenAPI document.
struct OperationDocument {
  let surface: Surface
  let operation: Operation
  let switches: Switches
  let path: String

  /// - Parameter prefix: What stands before the vendor's own path.
  init(_ surface: Surface, _ operation: Operation, _ switches: Switches, prefix: String = "") {
    self.surface = surface
    self.operation = operation
    self.switches = switches
    path = "\(prefix)\(operation.path)"
  }

  var method: String { operation.method.lowercased() }

  var members: Members {
    var members: Members = [
      "operationId": .string(operation.id),
      "tags": [.string(surface.vendor)],
      "summary": .string(operation.title),
      "description": .string(description),
      "externalDocs": ["url": .string(operation.document)],
      "security": .array(security),
    ]
    if let paging = operation.listing?.paging { members["parameters"] = .array(parameters(of: paging)) }
    if let body = operation.body {
      members["requestBody"] = [
        "required": true, "content": ["application/json": ["schema": .object(schema(of: body))]],
      ]
    }
    members["responses"] = responses
    members["x-understudy-rules"] = .array(
      operation.guards.map(\.rule).filter { $0.activation != .always }.map { $0.listing(of: surface, switches) })
    return members
  }

  /// What all operations of the path have in common.
  var shared: Members { operation.path.hasParameters ? ["parameters": [identityParameter]] : [:] }

  private func parameters(of paging: Paging) -> [JSON] {
    var size: Members = ["type": "integer"]
    if isOn(.pageSize) {
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

  private var identityParameter: JSON {
    var schema: Members = ["type": "string", "minLength": 1]
    if let format = surface.identity.format, isOn(.identityFormat) {
      for keyword in format.schema { schema[keyword.name] = keyword.value }
    }
    return [
      "name": .string(surface.identity.parameter), "in": "path", "required": true, "description": "The agent's id",
      "schema": .object(schema),
    ]
  }

  private func schema(of body: RequestBody) -> Members {
    var schema = RequestSchema(of: body.fields, namespace: surface.namespace, switches: switches)
      .schema(of: body.fields)
    let isAnyFieldDemanded = operation.guards.contains { demand in
      if case .sendsAnyField? = demand.predicate { isOn(demand) } else { false }
    }
    if isAnyFieldDemanded {
      schema["anyOf"] = .array(body.fields.updatableFields.map { ["required": [.string($0.name)]] })
    }
    return schema
  }

  /// What the schema cannot say.
  private var description: String {
    let unsaid = (operation.guards.filter { !$0.isInSchema } + operation.visibility).filter(isOn)
    guard !unsaid.isEmpty else { return "" }
    let lines = unsaid.map(\.rule).map { rule in
      "- \(rule.summary) (`\(rule.id)`\(rule.condition.map { ": `\($0)`" } ?? ""))"
    }
    return "Besides what the schemas say:\n\n" + lines.joined(separator: "\n")
  }

  func isOn(_ demand: Guard) -> Bool { switches.isOn(demand.rule) }

  /// Whether the operation makes a standard check that is on.
  func isOn(_ check: StandardCheck) -> Bool { operation.guarding(check).map(isOn) ?? false }
}
