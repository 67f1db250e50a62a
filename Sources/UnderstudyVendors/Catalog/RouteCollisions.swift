import UnderstudyHTTP

extension Registry {
  /// Every pair of operations that one request could match, as sentences. A registry that can be served has none.
  ///
  /// If paths and methods are the same, the credentials must differ, because a request need not name a vendor or a
  /// host.
  package var routeCollisions: [String] {
    let prefixes = Set(vendors.map { "/\($0.id)/" })
    let operations = surfaces.flatMap { surface in surface.operations.map { (surface, $0) } }
    let hidden = operations.filter { _, operation in prefixes.contains { operation.path.description.hasPrefix($0) }
    }
    .map { "\($0.id): its path \($1.path) begins as the prefix of a vendor does" }
    let pairs = operations.indices.flatMap { second in
      operations[..<second].filter { first in
        first.1.method == operations[second].1.method && first.1.path.overlaps(operations[second].1.path)
          && first.0.isMistakable(for: operations[second].0)
      }
      .map { ($0.0, operations[second].0, operations[second].1) }
    }
    return hidden + pairs.map { "\($0.id) and \($1.id) both answer \($2.method) \($2.path) to the same credential" }
  }
}

extension Surface {
  fileprivate func isMistakable(for other: Surface) -> Bool {
    let headers = { (surface: Surface) in Set(surface.credential.places.map { $0.headerName.lowercased() }) }
    return self === other || !headers(self).isDisjoint(with: headers(other))
  }
}

extension PathTemplate {
  /// Whether a path can match both templates.
  func overlaps(_ other: PathTemplate) -> Bool {
    let segments = { (template: PathTemplate) in template.description.split(separator: "/") }
    let (own, others) = (segments(self), segments(other))
    return own.count == others.count
      && zip(own, others).allSatisfy { $0 == $1 || $0.hasPrefix("{") || $1.hasPrefix("{") }
  }
}
