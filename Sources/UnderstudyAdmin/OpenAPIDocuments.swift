import UnderstudyJSON
import UnderstudyVendors

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
    case Self.controlPlane: ControlPlane.document(on: server)
    default: registry.surfaces.first { $0.id == name }.map { OpenAPIDocument(of: $0, on: server).json }
    }
  }

  /// Returns a hint for an unknown name.
  package func hint(for name: String) -> String {
    Suggestion.question(
      for: name, among: names, in: .doubleQuotes, otherwise: "known: \(names.joined(separator: ", "))")
  }
}
