import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension AdminRoute {
  static let openAPI = [
    AdminRoute("GET", "/openapi", "The OpenAPI document of all endpoints", AdminRequest.openAPI),
    AdminRoute(
      "GET", "/openapi/{name}", "The OpenAPI document of an endpoint, or of the control plane",
      AdminRequest.openAPI),
  ]
}

extension AdminRequest {
  /// Returns a document with the rules of this sandbox and the address that the client used.
  fileprivate func openAPI() throws(AdminError) -> Response {
    let server = OpenAPIDocument.Server(
      version: control.server.version, address: address, switches: sandbox.switches)
    let documents = OpenAPIDocuments(emulator.registry, on: server)
    let name = parameters.first ?? OpenAPIDocuments.everything
    guard let document = documents[name] else {
      throw .notFound("OpenAPI document", name, hint: documents.hint(for: name))
    }
    return Response(status: 200, json: document)
  }

  /// The base URL of the sandbox.
  private var address: String {
    let host = request.fields.value(of: .host).map { "http://\($0)" } ?? ""
    let path = sandbox.name == SandboxID.defaultName ? "" : "/sandbox/\(sandbox.name)"
    return host.isEmpty && path.isEmpty ? "/" : host + path
  }
}
