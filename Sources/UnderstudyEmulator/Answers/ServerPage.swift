import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

/// A path outside of the vendors' APIs that browsers, monitors and crawlers request unasked.
///
/// Its requests are neither counted nor recorded, unless a mapping responds.
enum ServerPage: String, Sendable, CaseIterable {
  case root = "/"
  case health = "/health"
  case icon = "/favicon.ico"
  case robots = "/robots.txt"

  /// Returns nil if the server has no page at this path, or not with this method.
  /// - Parameter method: `GET` for `HEAD` too.
  init?(_ method: String, _ path: String) {
    guard method == "GET" else { return nil }
    self.init(rawValue: path)
  }

  /// Returns a redirect to the sandbox's dashboard for a browser, otherwise the page as JSON.
  func response(to exchange: Exchange, _ registry: Registry) -> Response {
    let prefix = exchange.snapshot.sandbox.pathPrefix
    let dashboard = "\(prefix)/__admin/ui"
    if exchange.request.acceptsHTML { return Response(status: 302, fields: [.location: dashboard]) }
    var page: Members = [
      "status": "healthy", "server": "Understudy", "dashboard": .string(dashboard),
      "controlPlane": .string("\(prefix)/__admin"),
    ]
    if self == .root {
      let endpoints = registry.surfaces.flatMap { $0.pathListing(behind: "\(prefix)/\($0.vendor)") }
      page["endpoints"] = .array(endpoints.map { .string($0) })
    }
    return Response(status: 200, json: .object(page))
  }
}

extension Request {
  /// Whether the client takes HTML, as a browser that opens a page does.
  package var acceptsHTML: Bool { fields.value(of: .accept)?.lowercased().contains("text/html") ?? false }
}

extension Sandbox {
  /// The part of a path that selects the sandbox: `/sandbox/checkout-7`; empty for the default sandbox.
  package var pathPrefix: String { name == SandboxID.defaultName ? "" : "\(Request.sandboxPrefix)\(name)" }
}
