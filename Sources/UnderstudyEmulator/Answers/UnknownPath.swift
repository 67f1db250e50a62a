import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

/// A path that belongs to no vendor.
struct UnknownPath: Sendable {
  /// What is answered at the vendor that the request has chosen, or at all of them.
  private let known: [Surface]
  /// Of the vendor, where the path had one.
  private let prefix: String
  private let path: String?

  /// - Parameter path: without that prefix; nil where the target has none.
  init(_ known: [Surface], _ prefix: String = "", _ path: String? = nil) {
    self.known = known
    self.prefix = prefix
    self.path = path
  }

  /// The mock's own answer.
  func answer(to request: Request) -> Response {
    .error(
      404, code: "no-endpoint", title: "No endpoint has this path",
      detail: "\(request.method) \(request.target.prefix(200)) is not emulated\(hint(request.method))",
      more: ["known": .array(known.flatMap(\.paths).map { .string($0) })])
  }

  /// `; did you mean PUT /v1/agents/{agentId}?`, or nothing.
  func hint(_ method: String) -> String {
    Suggestion.clause(route(nearestTo: method).map { "\($0.method) \(prefix)\($0.path)" }, in: .none)
  }

  /// The route that whoever wrote the path most likely meant; of two as near, the one with the method.
  private func route(nearestTo method: String) -> Operation? {
    // Longer ones are no slip of a person's.
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
  /// Each path once, behind the methods that it answers.
  fileprivate var paths: [String] {
    operations.map(\.path.description).uniqued.map { path in
      let methods = operations.filter { $0.path.description == path }.map(\.method)
      return "\(methods.joined(separator: ", ")) \(path)"
    }
  }
}
