import Emulation
import JSON
import MicroHTTP

/// Everything under `/__admin`, which no vendor uses: for people and machines that look after the server.
package struct ControlPlane: Sendable {
  private static let prefix = "/__admin"
  private let isReady: @Sendable () -> Bool

  /// - Parameter isReady: whether seeds are loaded and the database answers.
  package init(isReady: @escaping @Sendable () -> Bool) { self.isReady = isReady }

  /// - Returns: nil where the request is not for the control plane.
  package func answer(_ request: Request) -> Response? {
    guard request.target.utf8.starts(with: Self.prefix.utf8) else { return nil }
    let path = request.target.prefix { $0 != "?" }
    guard path == Self.prefix || path.hasPrefix(Self.prefix + "/") else { return nil }
    guard ["GET", "HEAD"].contains(request.method) else {
      return .mistake(
        405, code: "method", title: "Method not allowed", detail: "\(path.prefix(200)) answers GET only")
    }
    switch path.dropFirst(Self.prefix.count) {
    case "/livez": return Response(status: 200, json: ["status": "live"])
    case "/readyz":
      let isReady = isReady()
      return Response(status: isReady ? 200 : 503, json: ["status": isReady ? "ready" : "not ready"])
    default:
      return .mistake(
        404, code: "no-endpoint", title: "The control plane has no such call",
        detail: "known: GET \(Self.prefix)/livez, GET \(Self.prefix)/readyz")
    }
  }
}
