extension Registry {
  /// Every way in which one request could mean two endpoints, as sentences; a registry that can be served has none.
  ///
  /// Where paths and methods are the same, the credential has to tell the endpoints apart, because a request need
  /// name neither vendor nor host.
  package var routeCollisions: [String] {
    let prefixes = Set(vendors.map { "/\($0.id)/" })
    let hidden = endpoints.filter { endpoint in prefixes.contains { endpoint.path.description.hasPrefix($0) } }
      .map { "\($0.id): its path \($0.path) begins as the prefix of a vendor does" }
    let pairs = endpoints.indices.flatMap { first in
      endpoints[..<first].filter { endpoints[first].isMistakable(for: $0) }.map { ($0, endpoints[first]) }
    }
    return hidden + pairs.map { "\($0.id) and \($1.id) both answer \($1.method) \($1.path) to the same credential" }
  }
}

extension Endpoint {
  fileprivate func isMistakable(for other: Endpoint) -> Bool {
    let headers = { (endpoint: Endpoint) in Set(endpoint.credential.places.map { $0.headerName.lowercased() }) }
    return method == other.method && path.overlaps(other.path) && !headers(self).isDisjoint(with: headers(other))
  }
}

extension PathTemplate {
  /// Whether some path matches both.
  func overlaps(_ other: PathTemplate) -> Bool {
    let segments = { (template: PathTemplate) in template.description.split(separator: "/") }
    let (own, others) = (segments(self), segments(other))
    return own.count == others.count
      && zip(own, others).allSatisfy { $0 == $1 || $0.hasPrefix("{") || $1.hasPrefix("{") }
  }
}
