import UnderstudyJSON
import UnderstudyVendors

extension ControlPlane {
  /// Returns the OpenAPI document of the control plane, from ``AdminRoute/all``.
  static func document(on server: Document.Server) -> JSON {
    var paths = Members()
    for route in AdminRoute.all {
      let name = prefix + route.template
      var path = paths[name]?.members ?? route.pathParameters
      path[route.method.lowercased()] = .object(route.operation)
      paths[name] = .object(path)
    }
    var document = Document.opening("Understudy: the control plane", introduction, server)
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
            "code": ["type": ["integer", "string"]], "title": ["type": "string"], "detail": ["type": "string"],
            "source": ["type": "object"],
          ],
        ],
      ]
    ],
  ]
}

extension AdminRoute {
  fileprivate var pathParameters: Members {
    let parameters = template.split(separator: "/").filter { $0.hasPrefix("{") }.map { segment -> JSON in
      [
        "name": .string(String(segment.dropFirst().dropLast())), "in": "path", "required": true,
        "schema": ["type": "string"],
      ]
    }
    return parameters.isEmpty ? [:] : ["parameters": .array(parameters)]
  }

  fileprivate var operation: Members {
    var operation: Members = ["summary": .string(summary)]
    if !query.isEmpty {
      operation["parameters"] = .array(
        query.map { ["name": .string($0), "in": "query", "schema": ["type": "string"]] })
    }
    if let body {
      operation["requestBody"] = ["content": ["application/json": ["schema": body.reference]]]
    }
    operation["responses"] = [
      "2XX": ["description": .string(summary)], "4XX": ["$ref": "#/components/responses/Error"],
    ]
    return operation
  }
}
