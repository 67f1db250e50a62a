import UnderstudyJSON

/// An OpenAPI 3.1 document of surfaces, generated from their declarations.
package struct OpenAPIDocument {
  private let title: String
  private let server: Server
  private let operations: [OperationDocument]
  private let externalDocument: String?

  /// The server that a document describes.
  package struct Server: Sendable {
    package let version: String
    /// The base URL of the paths.
    package let address: String
    /// The rules that are on.
    package let switches: Switches

    package init(version: String, address: String = "http://127.0.0.1:4010", switches: Switches = Switches()) {
      self.version = version
      self.address = address
      self.switches = switches
    }
  }

  /// The document of one surface, with the vendor's own paths.
  package init(of surface: Surface, on server: Server) {
    title = surface.title
    self.server = server
    operations = surface.operations.map {
      OperationDocument(surface: surface, operation: $0, switches: server.switches)
    }
    externalDocument = surface.document
  }

  /// The document of all surfaces. Each path has its vendor's prefix, because some vendors have the same paths.
  package init(of registry: Registry, on server: Server) {
    title = "Understudy: every endpoint"
    self.server = server
    operations = registry.surfaces.flatMap { surface in
      surface.operations.map {
        OperationDocument(
          surface: surface, operation: $0, switches: server.switches, prefix: "/\(surface.vendor)")
      }
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
    document["components"] = ["securitySchemes": .object(schemes), "headers": .object(OperationDocument.headers)]
    return .object(document)
  }

  private static let introduction = """
    The vendor's API as Understudy emulates it. The schemas express every rule that depends on the request alone; \
    the descriptions list rules that depend on the stored agent or the caller. `x-understudy-rules` contains rule ids \
    as in `X-Understudy-Rule` and `--disable-rule`; at an operation it contains all its rules, with their sources. \
    Rules that are off are not in the schemas.
    """

  /// Returns the members that every document begins with.
  package static func opening(_ title: String, _ description: String, _ server: Server) -> Members {
    [
      "openapi": "3.1.0",
      "info": ["title": .string(title), "version": .string(server.version), "description": .string(description)],
      "servers": [["url": .string(server.address)]],
    ]
  }
}
