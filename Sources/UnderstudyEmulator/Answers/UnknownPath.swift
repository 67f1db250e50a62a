import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

/// A request path that matches no operation.
struct UnknownPath: Sendable {
  private let vendors: [Vendor]
  /// The surfaces of the vendor that the request selected; all surfaces if it selected none.
  private let known: [Surface]
  /// The prefix of the path that selected a vendor; empty if there is none.
  private let prefix: String
  private let path: String?

  /// - Parameters:
  ///   - admits: Whether the request selected a surface.
  ///   - path: The path without the prefix; nil if the target has no path.
  init(
    _ vendors: [Vendor], choosing admits: (Surface) -> Bool = { _ in true }, behind prefix: String = "",
    _ path: String? = nil
  ) {
    self.vendors = vendors
    known = vendors.flatMap(\.surfaces).filter(admits)
    self.prefix = prefix
    self.path = path
  }

  /// Returns Understudy's 404.
  func outcome(of request: Request) -> Outcome {
    let published = published(request.method == "HEAD" ? "GET" : request.method)
    let hint = published.isEmpty ? hint(request.method) : published.sentence
    let response = Response.error(
      404, code: "no-endpoint", title: "No endpoint has this path",
      detail: "\(request.method) \(request.target.prefix(200)) is not emulated\(hint)",
      more: ["known": .array(known.flatMap { $0.pathListing() }.map { .string($0) })])
    let reason = published.isEmpty ? "no endpoint has this path" : "the endpoint is not emulated"
    return Outcome(response: response, explanation: Explanation(reason + hint))
  }

  private func hint(_ method: String) -> String {
    path.map { EndpointSearch(vendors, known, prefix).hint(method, $0) } ?? ""
  }

  /// Returns the routes with this method and path that vendors publish.
  func published(_ method: String) -> [(vendor: Vendor, route: PublishedRoute)] {
    guard let target = path.flatMap({ RequestTarget($0) }) else { return [] }
    return vendors.filter { vendor in known.contains { $0.vendor == vendor.id } }.flatMap { vendor in
      vendor.publishedRoutes.filter { $0.method == method && $0.path.match(target) != nil }.map { (vendor, $0) }
    }
  }
}

extension [(vendor: Vendor, route: PublishedRoute)] {
  /// `, although Voicebip publishes it (https://…)`
  fileprivate var sentence: String {
    let names = map(\.vendor.title).uniqued
    let verb = names.count == 1 ? "publishes" : "publish"
    let pages = map(\.route.page).uniqued.joined(separator: ", ")
    return ", although \(names.joined(separator: " and ")) \(verb) it (\(pages))"
  }
}

extension Surface {
  /// Each path once, behind a prefix and after the methods of its operations: `GET, POST /v1/agents`.
  func pathListing(behind prefix: String = "") -> [String] {
    operations.map(\.path.description).uniqued.map { path in
      let methods = operations.filter { $0.path.description == path }.map(\.method)
      return "\(methods.joined(separator: ", ")) \(prefix)\(path)"
    }
  }
}
