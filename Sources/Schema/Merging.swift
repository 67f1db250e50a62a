import JSON

extension Object {
  /// The members of a request that this object lists and an update may set.
  package func updatableMembers(of body: Members) -> Members {
    if body.allSatisfy({ updatable($0.name) != nil }) { return body }
    var listed = Members()
    for member in body where updatable(member.name) != nil { listed[member.name] = member.value }
    return listed
  }

  /// What is stored after an update: absent members unchanged, arrays and free-form objects replaced whole,
  /// listed objects member by member, members that nobody knows left out.
  /// - Parameter stored: nil for an object that did not exist, which then takes its fields' defaults.
  package func merging(_ update: Members, into stored: Members?) -> Members {
    var merged = stored ?? defaults
    for member in update {
      if let field = updatable(member.name) {
        merged[member.name] = field.value.merging(member.value, into: stored?[member.name])
      } else if others == .passThrough, self[member.name] == nil {
        merged[member.name] = member.value
      }
    }
    return merged
  }

  /// The record with every default that it leaves out.
  package func completing(_ record: Members) -> Members {
    var completed = record
    for member in defaults where record[member.name] == nil { completed[member.name] = member.value }
    return completed
  }

  private var defaults: Members {
    var defaults = Members()
    for field in fields {
      if case .defaulting(let value) = field.seeding { defaults[field.name] = value }
    }
    return defaults
  }
}

extension Value {
  fileprivate func merging(_ sent: JSON, into stored: JSON?) -> JSON {
    switch (kind, sent) {
    case (.integer, .number(let number)): .number(number.integer ?? number)
    case (.object(let object), .object(let members)):
      .object(object.merging(members, into: stored?.members))
    case (.array(let element), .array(let elements)):
      .array(elements.map { element.merging($0, into: nil) })
    default: sent
    }
  }
}
