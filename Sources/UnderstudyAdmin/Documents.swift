import UnderstudyJSON
import UnderstudyVendors

/// The OpenAPI documents, by the names that the command line, the control plane and the committed files share.
package struct OpenAPIDocuments {
  /// The name of the document of every endpoint.
  package static let everything = "understudy"
  private static let controlPlane = "control-plane"

  private let registry: Registry
  private let server: Document.Server

  package init(_ registry: Registry, on server: Document.Server) {
    self.registry = registry
    self.server = server
  }

  package var names: [String] { registry.surfaces.map(\.id) + [Self.controlPlane, Self.everything] }

  /// - Returns: nil where there is no document of the name.
  package subscript(name: String) -> JSON? {
    switch name {
    case Self.everything: Document(of: registry, on: server).json
    case Self.controlPlane: ControlPlane.document(on: server)
    default: registry.surfaces.first { $0.id == name }.map { Document(of: $0, on: server).json }
    }
  }

  /// What to ask for instead of a document that is not there.
  package func hint(for name: String) -> String {
    Suggestion.question(
      for: name, among: names, in: .doubleQuotes, otherwise: "there are \(names.joined(separator: ", "))")
  }
}
