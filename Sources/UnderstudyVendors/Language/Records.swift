import UnderstudyJSON

/// One error in a record of a seed file.
package struct RecordError: Sendable {
  package let path: Path
  /// The error as a sentence: "`name` must be a string, but is a number".
  package let message: String
}

extension Object {
  /// Returns the errors in a stored record. Fields that updates can set are checked for their types only, because agents
  /// may hold values that requests may not send; the vendors' samples do. The emulator needs the server's own fields.
  package func errors(in record: Members, at path: Path = .root) -> [RecordError] {
    var errors = alwaysSeededFields.filter { record[$0.key] == nil }
      .map { RecordError(path: path, message: "`\($0.name)` is missing") }
    for member in record where errors.count < Self.errorLimit {
      if let field = self[member.key] {
        errors += field.value.stored.errors(in: member.value, at: path.member(member.name), field.recordChecks)
      } else if unlistedMembers == .unknown {
        let path = path.member(member.name)
        let hint = Suggestion.clause(member.name.nearest(among: fields.lazy.map(\.name)))
        errors.append(
          RecordError(path: path, message: "`\(path.truncatedDescription)` is not a known member\(hint)"))
      }
    }
    return errors
  }

  /// The limit of errors in one record.
  fileprivate static let errorLimit = 100
}

/// The checks of a stored value.
enum RecordChecks { case typeOnly, all }

extension Field {
  /// A secret gets all checks, so that seed files do not hold real ones.
  var recordChecks: RecordChecks { isUpdatable && !value.isSecret ? .typeOnly : .all }
}

extension Value {
  /// The value in its stored form.
  var stored: Value {
    if let entry { return .array(of: .object(entry.record)) }
    guard isSecret else { return self }
    return isNullable ? .string.nullable.format(.token) : .string.format(.token)
  }

  fileprivate func errors(
    in value: JSON, at path: @autoclosure () -> Path, _ recordChecks: RecordChecks
  ) -> [RecordError] {
    if value.isNull, isNullable { return [] }
    func error(_ message: String) -> RecordError {
      RecordError(path: path(), message: "`\(path().truncatedDescription)` \(message)")
    }
    guard kind.admits(value) else { return [error("must be \(typeDescription), but is \(value.kind)")] }
    let unmet = recordChecks == .all ? checks.filter { !$0.assertion.accepts(value) } : []
    let errors = unmet.map { error($0.expectation) }
    switch (kind, value) {
    case (.object(let object), .object(let members)): return errors + object.errors(in: members, at: path())
    case (.array(let element), .array(let elements)):
      let path = path()
      let inside = elements.enumerated().lazy.flatMap {
        element.errors(in: $0.element, at: path.element($0.offset), recordChecks)
      }
      return errors + inside.prefix(Object.errorLimit)
    default: return errors
    }
  }
}
