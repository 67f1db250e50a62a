import UnderstudyJSON

/// An OpenAPI 3.1 document of endpoints, printed from their declarations.
package struct Document {
  private let title: String
  private let server: Server
  private let operations: [OperationDocument]
  private let externalDocument: String?

  /// Who serves what a document describes.
  package struct Server: Sendable {
    package let version: String
    /// What stands before the paths.
    package let address: String
    /// Which rules are on there.
    package let switches: Switches

    package init(version: String, address: String = "http://127.0.0.1:4010", switches: Switches = Switches()) {
      self.version = version
      self.address = address
      self.switches = switches
    }
  }

  /// Of one endpoint, at the vendor's own path.
  package init(of surface: Surface, on server: Server) {
    title = surface.title
    self.server = server
    operations = surface.operations.map { OperationDocument(surface, $0, server.switches) }
    externalDocument = surface.document
  }

  /// Of all endpoints, each behind its vendor's prefix: some vendors have the same paths.
  package init(of registry: Registry, on server: Server) {
    title = "Understudy: every endpoint"
    self.server = server
    operations = registry.surfaces.flatMap { surface in
      surface.operations.map { OperationDocument(surface, $0, server.switches, prefix: "/\(surface.vendor)") }
    }
    externalDocument = nil
  }

  package var json: JSON {
    var (paths, schemes) = (Members(), Members())
    for operation in operations {
      var path = paths[operation.path]?.members ?? operation.shared
      path[operation.method] = .object(operation.members)
      paths[operation.path] = .object(path)
      for scheme in operation.securitySchemes { schemes[scheme.name] = scheme.value }
    }
    var document = Self.opening(title, Self.introduction, server)
    if let externalDocument { document["externalDocs"] = ["url": .string(externalDocument)] }
    document["paths"] = .object(paths)
    document["components"] = ["securitySchemes": .object(schemes), "headers": Annotation.components]
    return .object(document)
  }

  private static let introduction = """
    What Understudy answers in place of the vendor. The schemas say every rule that depends on the request alone; \
    rules that depend on the stored agent or on who asks stand in the descriptions. `x-understudy-rules` names rules \
    by the ids that `X-Understudy-Rule` and `--disable-rule` have; at an operation it lists all of them, with their \
    sources. Rules that are switched off are not in the schemas.
    """

  /// The members that every document begins with.
  package static func opening(_ title: String, _ description: String, _ server: Server) -> Members {
    [
      "openapi": "3.1.0",
      "info": [
        "title": .string(title), "version": .string(server.version), "description": .string(description),
      ],
      "servers": [["url": .string(server.address)]],
    ]
  }
}
