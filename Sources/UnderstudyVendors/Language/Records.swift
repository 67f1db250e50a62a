import UnderstudyJSON

/// Something wrong with a record of a seed file.
package struct RecordError: Sendable {
  package let path: Path
  /// What was expected, to follow the place: "`name` must be a string, but is a number".
  package let message: String

  package init(path: Path, message: String) {
    self.path = path
    self.message = message
  }
}

extension Object {
  /// Every mistake in a stored record.
  ///
  /// Fields that updates may set are checked for their types only: agents may hold what a request may not
  /// send, and vendors' own samples do. The server's own fields are checked in full, because without them the
  /// record could not be found or answered.
  package func mistakes(in record: Members, at path: Path = .root) -> [RecordError] {
    var mistakes: [RecordError] = []
    for field in alwaysSeededFields where record[field.key] == nil {
      mistakes.append(RecordError(path: path, message: "`\(field.name)` is missing"))
    }
    for member in record where mistakes.count < Self.mostMistakes {
      if let field = self[member.key] {
        mistakes += field.value.stored.mistakes(in: member.value, at: path.member(member.name), field.recordDepth)
      } else if others == .unknown {
        let path = path.member(member.name)
        let hint = Suggestion.clause(member.name.nearest(among: fields.lazy.map(\.name)))
        mistakes.append(RecordError(path: path, message: "`\(path.excerpt)` is not a known member\(hint)"))
      }
    }
    return mistakes
  }

  /// Of one record: it can have as many as it has bytes, and nobody reads more than these.
  fileprivate static let mostMistakes = 100
}

/// How closely a stored value is looked at.
enum Depth { case typesOnly, inFull }

extension Field {
  /// A secret is looked at in full, so that nobody keeps a real one in a file.
  var recordDepth: Depth { isUpdatable && !value.isSecret ? .typesOnly : .inFull }
}

extension Value {
  /// The value as it is stored, where that is not as it is sent.
  var stored: Value {
    if let entry { return .array(of: .object(entry.record)) }
    guard isSecret else { return self }
    return isNullable ? .string.nullable.format(.token) : .string.format(.token)
  }
}

extension Value {
  fileprivate func mistakes(
    in value: JSON, at path: @autoclosure () -> Path, _ depth: Depth
  ) -> [RecordError] {
    if value.isNull, isNullable { return [] }
    guard kind.admits(value) else {
      return [RecordError(path: path(), message: "`\(path().excerpt)` must be \(noun), but is \(value.kind)")]
    }
    let unmet = depth == .inFull ? checks.filter { !$0.demand.accepts(value) } : []
    let mistakes = unmet.map {
      RecordError(path: path(), message: "`\(path().excerpt)` \($0.expectation)")
    }
    switch (kind, value) {
    case (.object(let object), .object(let members)): return mistakes + object.mistakes(in: members, at: path())
    case (.array(let element), .array(let elements)):
      let path = path()
      let inside = elements.enumerated().lazy.flatMap {
        element.mistakes(in: $0.element, at: path.element($0.offset), depth)
      }
      return mistakes + inside.prefix(Object.mostMistakes)
    default: return mistakes
    }
  }
}
