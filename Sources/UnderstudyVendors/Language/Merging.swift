import UnderstudyJSON

/// Turns a secret into an opaque token that cannot be turned back; the same secret gives the same token.
package typealias Seal = (_ secret: String) -> String

extension Object {
  /// The members of a request that this object lists and an update may set.
  package func updatableMembers(of body: Members) -> Members {
    if body.allSatisfy({ canUpdate($0.key) }) { return body }
    var listed = Members()
    for member in body where canUpdate(member.key) { listed[member.key] = member.value }
    return listed
  }

  /// What is stored after an update: absent members unchanged, arrays and free-form objects replaced whole,
  /// listed objects member by member, members that nobody knows and those that do not apply left out.
  /// - Parameter stored: nil for an object that did not exist, which then takes its fields' defaults.
  package func merging(_ update: Members, into stored: Members?, sealing seal: Seal) -> Members {
    var merged = stored ?? defaults
    for member in update {
      if let field = updatable(member.key) {
        merged.set(member.key, to: field.value.merging(member.value, into: stored?[member.key], seal))
      } else if others == .passThrough, self[member.key] == nil {
        merged.set(member.key, to: member.value)
      }
    }
    for field in conditionalFields where update[field.key] != .null {
      guard let applicability = field.applicability, !applicability.allows(update, of: stored) else { continue }
      switch applicability.effect {
      case .onlyThen: merged[field.key] = stored?[field.key]
      case .notThen: merged[field.key] = .null
      }
    }
    return merged
  }

  /// The record with every default that it leaves out. Names are the declaration's own, which are in memory once.
  package func completing(_ record: Members) -> Members {
    var completed = Members()
    for member in record { completed[self[member.key]?.key ?? member.key] = member.value }
    for member in defaults where completed[member.key] == nil { completed[member.key] = member.value }
    return completed
  }
}

extension Value {
  fileprivate func merging(_ sent: JSON, into stored: @autoclosure () -> JSON?, _ seal: Seal) -> JSON {
    if isSecret, !sent.isNull {
      // A client that reads an agent and writes it back sends the token, and means to leave the secret alone.
      return sent == stored() ? sent : .string(seal(sent.string ?? sent.description))
    }
    switch (kind, sent) {
    case (.integer, .number(let number)): return .number(number.integer ?? number)
    case (.object(let object), .object(let members)):
      return .object(object.merging(members, into: stored()?.members, sealing: seal))
    case (.array(let element), .array(let elements)):
      let merged = elements.map { element.merging($0, into: .none, seal) }
      return entry?.entries(for: merged, keeping: stored()) ?? .array(merged)
    default: return sent
    }
  }
}
