import Foundation
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

extension AdminRoute {
  /// The result of looking for the route of a request.
  enum Match {
    case route(AdminRoute, parameters: [String])
    /// The path has routes for these methods only.
    case otherMethod([String], Substring)
    case none(Substring)

    var executor: Executor { if case .route(let route, _) = self { route.executor } else { .worker } }
  }

  static func match(_ method: String, _ path: Substring) -> Match {
    let segments = path.split(separator: "/").map { PercentCoding.decoded($0.utf8) ?? String($0) }
    let found = all.compactMap { route in route.match(segments).map { (route, $0) } }
    let method = method == "HEAD" ? "GET" : method
    if let (route, parameters) = found.first(where: { $0.0.method == method }) {
      return .route(route, parameters: parameters)
    }
    return found.isEmpty ? .none(path) : .otherMethod(found.map { $0.0.method }, path)
  }
}

extension Response {
  static func unknownPath(_ path: Substring) -> Response {
    let known = AdminRoute.all.map(\.template)
    let sent = String(path.prefix(100))
    let nearest = sent.nearest(among: known) ?? known.first { $0.hasPrefix(sent) }
    let hint =
      nearest.map { template in
        let methods = AdminRoute.all.filter { $0.template == template }.map(\.method)
        return Suggestion.question(
          "\(methods.joined(separator: ", ")) \(ControlPlane.prefix)\(template)", in: .none)
      } ?? "GET \(ControlPlane.prefix)/openapi/control-plane lists all routes"
    return .error(
      404, title: "The control plane has no such path",
      detail: "\(ControlPlane.prefix)\(sent) is not known; \(hint)")
  }

  static func methodNotAllowed(_ methods: [String], _ path: Substring) -> Response {
    let allowed = methods.joined(separator: ", ")
    var response = Response.error(
      405, title: "Method not allowed",
      detail: "\(ControlPlane.prefix)\(path.prefix(200)) supports \(allowed) only")
    response.fields[.allow] = allowed
    return response
  }
}
