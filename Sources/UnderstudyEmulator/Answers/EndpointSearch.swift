import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

/// The search for the endpoint that an unknown path may have meant.
struct EndpointSearch {
  private let vendors: [Vendor]
  /// The surfaces that the request selected.
  private let surfaces: [Surface]
  /// The prefix that selected them; empty if there is none.
  private let prefix: String

  init(_ vendors: [Vendor], _ surfaces: [Surface], _ prefix: String) {
    self.vendors = vendors
    self.surfaces = surfaces
    self.prefix = prefix
  }

  /// A longer path is not a typing error.
  private static let longestPath = 200

  /// Returns the end of a sentence, such as `; did you mean PUT /v1/agents/{agentId} of TalkifAI?`; empty if nothing is
  /// near.
  /// - Parameter path: The path without the prefix.
  func hint(_ method: String, _ path: String) -> String {
    guard path.utf8.count <= Self.longestPath else { return "" }
    if let corrected = correctedPrefix(method, path) { return "; did you mean \(corrected)?" }
    let own = EndpointCandidate.all(vendors, of: surfaces)
    if let found = own.nearest(to: path, method) { return found.hint(behind: prefix) }
    guard surfaces.count < vendors.flatMap(\.surfaces).count else { return "" }
    return elsewhere(method, path)
  }

  /// Returns a hint at the endpoints of other vendors that have exactly this path.
  private func elsewhere(_ method: String, _ path: String) -> String {
    let all = EndpointCandidate.all(vendors, of: vendors.flatMap(\.surfaces))
    let exact = all.filter { $0.page == nil && $0.path.match(path) }
    let sameMethod = exact.filter { $0.method == method }
    let routes = (sameMethod.isEmpty ? exact : sameMethod).map { $0.route(behind: "/\($0.vendor.id)") }
    return routes.isEmpty ? "" : "; did you mean \(routes.prefix(3).joined(separator: " or "))?"
  }
}

/// Prefixes and their misspellings.
extension EndpointSearch {
  private static let prefixes = ["__admin", "sandbox"]

  /// Returns the path with a correct prefix; nil if its first segment is near none.
  private func correctedPrefix(_ method: String, _ path: String) -> String? {
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    guard let first = segments.first, let meant = first.nearest(among: vendors.map(\.id) + Self.prefixes) else {
      return nil
    }
    let rest = path.dropFirst(1 + first.count)
    switch meant {
    case "__admin": return "/__admin\(rest)"
    case "sandbox":
      // The prefix of a vendor stands behind the name of the sandbox.
      guard let name = segments.dropFirst().first, !name.isEmpty else { return "/sandbox/{name}/…" }
      return "/sandbox/\(name)\(prefix)\(rest.dropFirst(1 + name.count))"
    default: return corrected(method, String(rest), behind: meant)
    }
  }

  private func corrected(_ method: String, _ rest: String, behind vendor: String) -> String {
    let own = vendors.filter { $0.id == vendor }
    let found = EndpointCandidate.all(own, of: own.flatMap(\.surfaces)).nearest(to: rest, method)
    if let first = found?.first, first.page == nil { return first.route(behind: "/\(vendor)") }
    return "/\(vendor)\(rest.count > 1 ? rest : "/…")"
  }
}
