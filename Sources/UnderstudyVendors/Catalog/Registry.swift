import UnderstudyJSON

/// Every vendor that is emulated.
package struct Registry: Sendable {
  package let vendors: [Vendor]

  package init(_ vendors: [Vendor] = [.trillet, .voicebip, .centerfy, .talkifAI]) { self.vendors = vendors }

  package var endpoints: [Endpoint] { vendors.flatMap(\.endpoints) }

  /// Every rule that can be switched, each id once.
  package var rules: [(endpoint: Endpoint, rule: Rule)] {
    var seen: Set<String> = []
    return endpoints.flatMap { endpoint in endpoint.rules.map { (endpoint, $0) } }
      .filter { seen.insert($0.rule.id).inserted }
  }

  /// Every check that cannot be switched, each id once.
  package var alwaysOn: [(endpoint: Endpoint, id: String, check: Endpoint.AlwaysOn)] {
    var seen: Set<String> = []
    return endpoints.flatMap { endpoint in Endpoint.AlwaysOn.allCases.map { (endpoint, endpoint.id(of: $0), $0) } }
      .filter { seen.insert($0.1).inserted }
  }
}

/// A rule id that cannot be switched.
package enum UnknownRule: Error, CustomStringConvertible {
  case unknown(id: String, nearest: String?)
  case alwaysOn(id: String, sentence: String)

  package var description: String {
    switch self {
    case .unknown(let id, let nearest):
      "\"\(id)\" is not a rule" + (nearest.map { "; did you mean \"\($0)\"?" } ?? "")
        + "; `understudy rules` lists them all"
    case .alwaysOn(let id, let sentence): "\"\(id)\" is always on. \(sentence)"
    }
  }
}

extension Registry {
  /// - Throws: ``UnknownRule`` for the first id that names no rule.
  package func switches(disabled: [String], enabled: [String]) throws(UnknownRule) -> Switches {
    for id in disabled + enabled { try checkSwitchable(id) }
    return Switches(disabled: disabled, enabled: enabled)
  }

  private func checkSwitchable(_ id: String) throws(UnknownRule) {
    let known = rules.map(\.rule.id)
    guard !known.contains(id) else { return }
    if let (_, id, check) = alwaysOn.first(where: { $0.id == id }) {
      throw .alwaysOn(id: id, sentence: check.sentence)
    }
    throw .unknown(id: id, nearest: id.nearest(among: known))
  }
}
