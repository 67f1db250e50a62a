import UnderstudyJSON

/// The requests that a mapping is for, by the names of this server instead of by their paths.
package struct StubScope: Sendable, Equatable {
  /// The id of a vendor; nil for any.
  package let vendor: String?
  /// The id of an endpoint; nil for any.
  package let endpoint: String?
  /// The id of an agent, as a path has it; nil for any, and for requests without an agent.
  package let agent: String?
  /// The place of `understudy` in the mapping.
  package let path: Path

  /// Nil if the mapping names none of them.
  init?(_ reader: DocumentReader) {
    (vendor, endpoint, agent) = (reader.string("vendor"), reader.string("endpoint"), reader.string("agent"))
    path = reader.path
    guard vendor != nil || endpoint != nil || agent != nil else { return nil }
  }
}

/// What a server adds to `understudy` when it shows a mapping. Clients send it back, and it is ignored then.
enum StubStatus {
  static let members = ["used", "left", "expiresAt", "lastUsed"]

  /// Returns a mapping without these members.
  static func removed(from mapping: Members) -> Members {
    var mapping = mapping
    if let own = mapping["understudy"]?.members { mapping["understudy"] = .object(without(own)) }
    if var metadata = mapping["metadata"]?.members, let own = metadata["understudy"]?.members {
      let rest = without(own)
      // Where a client has put nothing, only the server has.
      metadata["understudy"] = rest.isEmpty && !own.isEmpty ? nil : .object(rest)
      mapping["metadata"] = metadata.isEmpty ? nil : .object(metadata)
    }
    return mapping
  }

  private static func without(_ own: Members) -> Members {
    own.reduce(into: [:]) { if !members.contains($1.name) { $0[$1.name] = $1.value } }
  }
}
