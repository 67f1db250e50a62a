import UnderstudyHTTP
import UnderstudyVendors

/// An endpoint that a request may have meant.
struct EndpointCandidate {
  let vendor: Vendor
  let method: String
  let path: PathTemplate
  /// The vendor's page of an endpoint that is not emulated; nil for an operation.
  let page: String?

  /// Returns the operations of surfaces, and the published routes of their vendors.
  static func all(_ vendors: [Vendor], of surfaces: [Surface]) -> [EndpointCandidate] {
    vendors.flatMap { vendor -> [EndpointCandidate] in
      let own = surfaces.filter { $0.vendor == vendor.id }
      guard !own.isEmpty else { return [] }
      return own.flatMap(\.operations).map {
        EndpointCandidate(vendor: vendor, method: $0.method, path: $0.path, page: nil)
      }
        + vendor.publishedRoutes.map {
          EndpointCandidate(vendor: vendor, method: $0.method, path: $0.path, page: $0.page)
        }
    }
  }

  func route(behind prefix: String) -> String { "\(method) \(prefix)\(path)" }

  /// The order of candidates: the nearest first, then those with the same method, then operations.
  fileprivate func rank(_ distance: Int, _ method: String) -> (Int, Int, Int) {
    (distance, self.method == method ? 0 : 1, page == nil ? 0 : 1)
  }
}

extension [EndpointCandidate] {
  /// Returns the candidates that are equally near to a path, first by typing errors, otherwise by missing segments; nil
  /// if none is near.
  func nearest(to path: String, _ method: String) -> [EndpointCandidate]? {
    nearest(method) { $0.distance(to: path) } ?? nearest(method) { $0.segmentsMissing(in: path) }
  }

  /// - Returns: Candidates with the same method and the same path, whatever its parameters are called.
  private func nearest(_ method: String, _ distance: (PathTemplate) -> Int?) -> [EndpointCandidate]? {
    let ranked = compactMap { candidate in
      distance(candidate.path).map { (candidate: candidate, rank: candidate.rank($0, method)) }
    }
    guard let best = ranked.min(by: { $0.rank < $1.rank }) else { return nil }
    return ranked.filter {
      $0.rank == best.rank && $0.candidate.method == best.candidate.method
        && $0.candidate.path.hasSameLiterals(as: best.candidate.path)
    }.map(\.candidate)
  }

  /// Returns the end of a sentence that suggests equally near candidates. A path without a prefix does not show the
  /// vendor, so that the sentence names it.
  func hint(behind prefix: String) -> String {
    guard let first else { return "" }
    let names = map(\.vendor.title).uniqued
    let route = first.route(behind: prefix)
    if first.page != nil {
      return
        "; the nearest is \(route), which is published by \(names.joined(separator: " and ")), but not emulated"
    }
    return "; did you mean \(route)\(prefix.isEmpty ? " of \(names.joined(separator: " or "))" : "")?"
  }
}
