import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension AdminRoute {
  static let openAPI = [
    AdminRoute("GET", "/openapi", "The OpenAPI document of all endpoints") { try $0.openAPI() },
    AdminRoute("GET", "/openapi/{name}", "The OpenAPI document of an endpoint, or of the control plane") {
      try $0.openAPI()
    },
  ]
}

extension AdminRequest {
  /// Returns a document with the rules of this sandbox and the address that the client used.
  fileprivate func openAPI() throws -> Reply {
    let server = OpenAPIDocument.Server(
      version: control.server.version, address: address, switches: sandbox.switches)
    let documents = OpenAPIDocuments(emulator.registry, on: server)
    let name = parameters.first ?? OpenAPIDocuments.everything
    guard let document = documents[name] else {
      throw AdminError.notFound("OpenAPI document", name, hint: documents.hint(for: name))
    }
    return .json(document)
  }

  /// The base URL of the sandbox.
  private var address: String {
    let host = request.fields.value(of: .host).map { "\(request.scheme.rawValue)://\($0)" } ?? ""
    let path = sandbox.pathPrefix
    return host.isEmpty && path.isEmpty ? "/" : host + path
  }
}

/// The OpenAPI documents by the names that the command line, the control plane and the committed files share.
package struct OpenAPIDocuments {
  /// The name of the document of all endpoints.
  package static let everything = "understudy"
  private static let controlPlane = "control-plane"

  private let registry: Registry
  private let server: OpenAPIDocument.Server

  package init(_ registry: Registry, on server: OpenAPIDocument.Server) {
    self.registry = registry
    self.server = server
  }

  package var names: [String] { registry.surfaces.map(\.id) + [Self.controlPlane, Self.everything] }

  /// - Returns: nil if there is no document of the name.
  package subscript(name: String) -> JSON? {
    switch name {
    case Self.everything: OpenAPIDocument(of: registry, on: server).json
    case Self.controlPlane: AdminRoute.document(on: server)
    default: registry.surfaces.first { $0.id == name }.map { OpenAPIDocument(of: $0, on: server).json }
    }
  }

  /// Returns a hint for an unknown name.
  package func hint(for name: String) -> String {
    Suggestion.question(
      for: name, among: names, in: .doubleQuotes, otherwise: "known: \(names.joined(separator: ", "))")
  }
}

extension AdminRoute {
  /// Returns the OpenAPI document of the control plane.
  fileprivate static func document(on server: OpenAPIDocument.Server) -> JSON {
    var paths = Members()
    for route in all {
      let name = "\(ControlPlane.prefix)\(route.path)"
      var path = paths[name]?.members ?? route.pathParameters
      path[route.method.lowercased()] = .object(route.operation)
      paths[name] = .object(path)
    }
    var document = OpenAPIDocument.opening("Understudy: the control plane", introduction, server)
    document["paths"] = .object(paths)
    document["components"] = [
      "schemas": AdminBody.schemas,
      "responses": [
        "Error": [
          "description": "Every error, with its place",
          "content": ["application/json": ["schema": errorSchema]],
        ]
      ],
    ]
    return .object(document)
  }

  private static let introduction = """
    The interface for tests and people. Every request is for the sandbox in its path \
    (`/sandbox/checkout-7/__admin/…`) or in the header `X-Understudy-Sandbox`, or else for the default one. If WireMock \
    has the same route, requests and responses are WireMock's.
    """

  private static let errorSchema: JSON = [
    "type": "object", "required": ["errors"],
    "properties": [
      "errors": [
        "type": "array",
        "items": [
          "type": "object", "required": ["code", "title"],
          "properties": [
            "code": ["type": ["integer", "string"]], "title": .stringSchema, "detail": .stringSchema,
            "source": .objectSchema,
          ],
        ],
      ]
    ],
  ]

  private var pathParameters: Members {
    let names = path.description.split(separator: "/").filter { $0.hasPrefix("{") }.map {
      $0.dropFirst().dropLast()
    }
    let parameters = names.map { name -> JSON in
      ["name": .string(String(name)), "in": "path", "required": true, "schema": .stringSchema]
    }
    return parameters.isEmpty ? [:] : ["parameters": .array(parameters)]
  }

  private var operation: Members {
    var operation: Members = ["summary": .string(summary)]
    if !query.isEmpty {
      operation["parameters"] = .array(query.map { ["name": .string($0), "in": "query", "schema": .stringSchema] })
    }
    if let body { operation["requestBody"] = ["content": ["application/json": ["schema": body.reference]]] }
    operation["responses"] = [
      "2XX": ["description": .string(summary)], "4XX": ["$ref": "#/components/responses/Error"],
    ]
    return operation
  }
}
