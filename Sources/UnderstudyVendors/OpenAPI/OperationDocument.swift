import UnderstudyHTTP
import UnderstudyJSON

/// The description of one operation in an OpenAPI document.
struct OperationDocument {
  let surface: Surface
  let operation: Operation
  let switches: Switches
  /// The prefix of the vendor's own path.
  var prefix = ""

  var path: String { "\(prefix)\(operation.path)" }

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
    members["responses"] = .object(responses)
    members["x-understudy-rules"] = .array(
      operation.guards.map(\.rule).filter { $0.activation != .always }.map { $0.listing(of: surface, switches) })
    return members
  }

  /// The members that all operations of the path share.
  var shared: Members { operation.path.hasParameters ? ["parameters": [identityParameter]] : [:] }

  private func parameters(of paging: Paging) -> [JSON] {
    var size: Members = ["type": "integer"]
    if isOn(.pageSize) {
      size["minimum"] = .number(Number(paging.sizes.lowerBound))
      size["maximum"] = .number(Number(paging.sizes.upperBound))
    }
    size["default"] = .number(Number(paging.defaultSize))
    return [
      [
        "name": .string(paging.size), "in": "query", "description": "The number of agents on the page",
        "schema": .object(size),
      ],
      [
        "name": .string(paging.token), "in": "query",
        "description": .string("The `\(paging.next)` of the previous page; absent for the first page"),
        "schema": ["type": "string"],
      ],
    ]
  }

  private var identityParameter: JSON {
    var schema: Members = ["type": "string", "minLength": 1]
    if let format = surface.identity.format, isOn(.identityFormat) { schema.add(format.schema) }
    return [
      "name": .string(surface.identity.parameter), "in": "path", "required": true, "description": "The agent's id",
      "schema": .object(schema),
    ]
  }

  private func schema(of body: RequestBody) -> Members {
    let fields = body.fields(with: switches)
    var schema = RequestSchema(of: fields, namespace: surface.namespace, switches: switches).schema(of: fields)
    if operation.guards.contains(where: { $0.sendsAnyField && isOn($0) }) {
      schema["anyOf"] = .array(fields.updatableFields.map { ["required": [.string($0.name)]] })
    }
    return schema
  }

  /// The rules that the schema cannot express.
  private var description: String {
    let unsaid = (operation.guards.filter(\.needsWords) + operation.visibility).filter(isOn).map(\.rule)
    guard !unsaid.isEmpty else { return "" }
    let lines = unsaid.map { "- \($0.summary) (`\($0.id)`\($0.condition.map { ": `\($0)`" } ?? ""))" }
    return "Rules that the schemas cannot express:\n\n" + lines.joined(separator: "\n")
  }

  func isOn(_ listed: Guard) -> Bool { switches.isOn(listed.rule) }

  /// Whether the operation makes a standard check that is on.
  func isOn(_ check: StandardCheck) -> Bool { operation.standardGuard(for: check).map(isOn) ?? false }
}

/// The credential.
extension OperationDocument {
  var securitySchemes: Members {
    let places = surface.credential.places + [surface.credential.secondary?.place].compactMap(\.self)
    return places.reduce(into: [:]) { $0[name(of: $1)] = $1.securityScheme }
  }

  /// The alternatives of authentication: each place of the credential, with and without the second token.
  private var security: [JSON] {
    let ways = surface.credential.places.flatMap { place -> [JSON] in
      let way: Members = [name(of: place): []]
      guard let secondary = surface.credential.secondary else { return [.object(way)] }
      var confirmed = way
      confirmed[name(of: secondary.place)] = []
      return (isOn(.secondaryCredentialSent) ? [confirmed] : [way, confirmed]).map(JSON.object)
    }
    return isOn(.credentialSent) ? ways : ways + [[:]]
  }

  /// Returns the name of a scheme, which the surfaces of one vendor share if they use the same place.
  private func name(of place: Credential.Place) -> String {
    switch place {
    case .header(let name), .cookie(let name), .signedCookie(let name): "\(surface.vendor).\(name)"
    case .bearer: "\(surface.vendor).bearer"
    }
  }
}

extension Credential.Place {
  fileprivate var securityScheme: JSON {
    switch self {
    case .header(let name): ["type": "apiKey", "in": "header", "name": .string(name)]
    case .bearer: ["type": "http", "scheme": "bearer"]
    case .cookie(let name), .signedCookie(let name): ["type": "apiKey", "in": "cookie", "name": .string(name)]
    }
  }
}
