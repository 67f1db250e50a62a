import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension AdminRequest {
  /// The documents as this sandbox has its rules, for clients that reach it as this request did.
  func openAPI() throws(AdminError) -> Response {
    let server = OpenAPIDocument.Server(
      version: control.server.version, address: address, switches: sandbox.switches)
    let documents = OpenAPIDocuments(emulator.registry, on: server)
    let name = parameters.first ?? OpenAPIDocuments.everything
    guard let document = documents[name] else {
      throw .unknown("OpenAPI document", name, hint: documents.hint(for: name))
    }
    return Response(status: 200, json: document)
  }

  /// What stands before the paths of this sandbox.
  private var address: String {
    let host = request.fields.value(of: .host).map { "http://\($0)" } ?? ""
    let path = sandbox.name == SandboxID.defaultName ? "" : "/sandbox/\(sandbox.name)"
    return host.isEmpty && path.isEmpty ? "/" : host + path
  }
}
