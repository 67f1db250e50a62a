import UnderstudyJSON

/// Every vendor that is emulated.
package struct Registry: Sendable {
  package let vendors: [Vendor]

  package init(_ vendors: [Vendor] = [.trillet, .voicebip, .centerfy, .talkifAI]) { self.vendors = vendors }

  package var surfaces: [Surface] { vendors.flatMap(\.surfaces) }

  /// Every rule that can be switched, each id once.
  package var rules: [(surface: Surface, rule: Rule)] {
    var seen: Set<String> = []
    return surfaces.flatMap { surface in surface.rules.map { (surface, $0) } }
      .filter { seen.insert($0.rule.id).inserted }
  }

  /// Every check that cannot be switched, each id once.
  package var alwaysOn: [(surface: Surface, id: String, check: Surface.AlwaysOn)] {
    var seen: Set<String> = []
    return surfaces.flatMap { surface in Surface.AlwaysOn.allCases.map { (surface, surface.id(of: $0), $0) } }
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
      "\"\(id)\" is not a rule" + Suggestion.clause(nearest, in: .doubleQuotes) + "; `understudy rules` lists them all"
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
