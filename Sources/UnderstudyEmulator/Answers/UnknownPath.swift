import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

/// A request path that matches no operation.
struct UnknownPath: Sendable {
  /// The surfaces of the vendor that the request selected; all surfaces if it selected none.
  private let known: [Surface]
  /// The prefix of the path that selected a vendor; empty if there is none.
  private let prefix: String
  private let path: String?

  /// - Parameter path: The path without the prefix; nil if the target has no path.
  init(_ known: [Surface], _ prefix: String = "", _ path: String? = nil) {
    self.known = known
    self.prefix = prefix
    self.path = path
  }

  /// Returns Understudy's 404.
  func response(to request: Request) -> Response {
    .error(
      404, code: "no-endpoint", title: "No endpoint has this path",
      detail: "\(request.method) \(request.target.prefix(200)) is not emulated\(hint(request.method))",
      more: ["known": .array(known.flatMap(\.paths).map { .string($0) })])
  }

  /// Returns `; did you mean PUT /v1/agents/{agentId}?`, or an empty text.
  func hint(_ method: String) -> String {
    Suggestion.clause(route(nearestTo: method).map { "\($0.method) \(prefix)\($0.path)" }, in: .none)
  }

  /// Returns the operation with the nearest path. Among equally near ones, an operation with the same method wins.
  private func route(nearestTo method: String) -> Operation? {
    // A longer path is not a typing error.
    guard let path, path.utf8.count <= 200 else { return nil }
    let near = known.flatMap(\.operations).compactMap { operation in
      operation.path.distance(to: path).map {
        (operation, distance: $0, otherMethod: operation.method == method ? 0 : 1)
      }
    }
    return near.min { ($0.distance, $0.otherMethod) < ($1.distance, $1.otherMethod) }?.0
  }
}

extension Surface {
  /// Each path once, after the methods of its operations.
  fileprivate var paths: [String] {
    operations.map(\.path.description).uniqued.map { path in
      let methods = operations.filter { $0.path.description == path }.map(\.method)
      return "\(methods.joined(separator: ", ")) \(path)"
    }
  }
}
