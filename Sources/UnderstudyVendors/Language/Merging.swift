import UnderstudyJSON

/// Returns an irreversible token for a secret: the same token for the same secret.
package typealias Tokenize = (_ secret: String) -> String

extension Object {
  /// Returns the members of a request that this object lists and an update can set.
  package func updatableMembers(of body: Members) -> Members {
    body.reduce(into: [:]) { if canUpdate($1.key) { $0[$1.key] = $1.value } }
  }

  /// Returns the record after an update. Absent members stay, arrays and free-form objects are replaced, and listed
  /// objects are merged member by member. Unknown members and fields that do not apply are left out.
  /// - Parameters:
  ///   - stored: The record before; nil for a new object, which gets the defaults.
  ///   - secrets: The names of members that are secret also if no field declares them.
  package func merging(
    _ update: Members, into stored: Members?, tokenizing tokenize: Tokenize,
    _ secrets: SecretNames = SecretNames([])
  ) -> Members {
    let before = stored ?? [:]
    var merged = stored ?? defaults
    // A span gives access without retaining and releasing each field.
    let updatable = updatableFields
    let fields = updatable.span
    for member in update {
      if let position = updatablePosition(of: member.key) {
        guard fields[position].isStored else { continue }
        let value = fields[position].value.merging(member.value, into: before[member.key], tokenize, secrets)
        merged.set(member.key, to: value)
      } else if unlistedMembers == .passThrough, self[member.key] == nil {
        merged.set(member.key, to: secrets.tokenizing(member.value, named: member.name, tokenize))
      }
    }
    for field in conditionalFields where update[field.key]?.isNull != true {
      guard let applicability = field.applicability, !applicability.holds(for: update, of: stored) else { continue }
      merged[field.key] = applicability.effect == .applies ? before[field.key] : .null
    }
    return merged
  }

  /// Returns the record with every missing default. Its names are the declaration's, so that memory holds each once.
  /// - Parameter start: The default of times.
  package func completing(_ record: Members, startingAt start: Timestamp) -> Members {
    var completed = Members()
    for member in record { completed[self[member.key]?.key ?? member.key] = member.value }
    for member in defaults where completed[member.key] == nil { completed[member.key] = member.value }
    for field in startTimeFields where completed[field.key] == nil {
      completed[field.key] = .string(start.description)
    }
    return completed
  }
}

extension Value {
  fileprivate func merging(
    _ sent: JSON, into stored: @autoclosure () -> JSON?, _ tokenize: Tokenize, _ secrets: SecretNames
  ) -> JSON {
    if isSecret, !sent.isNull {
      // A client that writes back a record that it read sends the token; the secret then stays.
      return sent == stored() ? sent : .string(tokenize(sent.string ?? sent.description))
    }
    switch (kind, sent) {
    case (.integer, .number(let number)): return .number(number.integer ?? number)
    case (.object(let object), .object(let members)):
      return .object(object.merging(members, into: stored()?.members, tokenizing: tokenize, secrets))
    case (.array(let element), .array(let elements)):
      let merged = elements.map { element.merging($0, into: .none, tokenize, secrets) }
      return entry?.entries(for: merged, keeping: stored()) ?? .array(merged)
    case (.freeForm, _): return secrets.tokenizing(sent, tokenize)
    default: return sent
    }
  }
}
