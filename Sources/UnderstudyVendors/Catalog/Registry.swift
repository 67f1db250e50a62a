import UnderstudyHTTP
import UnderstudyJSON

/// The emulated vendors.
package struct Registry: Sendable {
  package let vendors: [Vendor]

  package init(_ vendors: [Vendor] = [.trillet, .voicebip, .centerfy, .talkifAI]) { self.vendors = vendors }

  package var surfaces: [Surface] { vendors.flatMap(\.surfaces) }

  /// A rule, and the first surface that has it.
  package typealias ListedRule = (surface: Surface, rule: Rule)

  /// Every rule that can be switched, each id once.
  package var rules: [ListedRule] { unique(\.rules) }

  /// Every check that cannot be switched, each id once.
  package var alwaysOnRules: [ListedRule] { unique(\.alwaysOnRules) }

  private func unique(_ rules: (Surface) -> [Rule]) -> [ListedRule] {
    surfaces.flatMap { surface in rules(surface).map { (surface, $0) } }.uniqued(by: \.rule.id)
  }
}

/// The error of an id that names no switchable rule.
package enum UnknownRule: Error, CustomStringConvertible {
  case unknown(id: String, nearest: String?)
  case alwaysOn(Rule)

  package var description: String {
    switch self {
    case .unknown(let id, let nearest):
      "\"\(id)\" is not a rule\(Suggestion.clause(nearest, in: .doubleQuotes)); `understudy rules` lists them all"
    case .alwaysOn(let rule): "\"\(rule.id)\" is always on. \(rule.summary)"
    }
  }
}

extension Registry {
  /// Returns the switches of a profile, by the ids of rules.
  package func switches(of profile: Profile) -> [String: Bool] {
    switch profile {
    case .documented: [:]
    case .observed: vendors.reduce(into: [:]) { $0.merge($1.observed) { first, _ in first } }
    }
  }

  /// Returns the switches for these ids.
  /// - Throws: ``UnknownRule`` for the first id that names no switchable rule.
  package func switches(
    _ profile: Profile = .documented, disabled: [String], enabled: [String]
  ) throws(UnknownRule) -> Switches {
    let known = rules.map(\.rule.id)
    for id in disabled + enabled where !known.contains(id) {
      if let (_, rule) = alwaysOnRules.first(where: { $0.rule.id == id }) { throw .alwaysOn(rule) }
      throw .unknown(id: id, nearest: id.nearest(among: known))
    }
    return Switches(profile, switches(of: profile), disabled: disabled, enabled: enabled)
  }

  /// The checks that cannot be switched, as JSON.
  package var alwaysOnListing: JSON {
    .array(alwaysOnRules.map { ["id": .string($0.rule.id), "sentence": .string($0.rule.summary)] })
  }

  /// Returns a check that cannot be switched, as JSON in the format of a rule; nil if no such check has the id.
  package func alwaysOnListing(_ id: String) -> JSON? {
    alwaysOnRules.first { $0.rule.id == id }.map { $0.rule.listing(of: $0.surface, Switches()) }
  }
}

extension Registry {
  /// Every pair of operations that one request could match, as sentences. A registry that can be served has none.
  /// Credentials must differ if paths and methods do not: a request need not name a vendor or a host.
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
