import UnderstudyJSON

/// The texts of a stored record that are outside of a list in the vendor's documentation.
struct UnlistedValues {
  private(set) var found: [(path: Path, value: String, known: [String])] = []

  init(in record: Members, of object: Object, at path: Path) {
    add(record, object, at: path)
  }

  private mutating func add(_ record: Members, _ object: Object, at path: @autoclosure () -> Path) {
    // Other fields are checked completely already.
    for field in object.fields where field.recordChecks == .typeOnly {
      guard let value = record[field.key] else { continue }
      add(value, field.value, field.source ?? object.source, at: path().member(field.name))
    }
  }

  private mutating func add(
    _ value: JSON, _ declared: Value, _ source: Source, at path: @autoclosure () -> Path
  ) {
    switch (value, declared.kind) {
    case (.string(let text), _): add(text, declared.checks, source, at: path())
    case (.object(let members), .object(let object)): add(members, object, at: path())
    case (.array(let elements), .array(let element)):
      let path = path()
      for (index, sent) in elements.enumerated() {
        let path = path.element(index)
        guard let entry = declared.entry else { add(sent, element, source, at: path); continue }
        if let value = sent.members?[entry.member] { add(value, element, source, at: path.member(entry.member)) }
      }
    default: break
    }
  }

  private mutating func add(
    _ text: String, _ checks: [Check], _ source: Source, at path: @autoclosure () -> Path
  ) {
    for check in checks {
      guard case .oneOf(let known) = check.assertion, !(check.source ?? source).isAssumption,
        !check.assertion.accepts(.string(text)),
        !check.storedSamples.contains(where: { $0.hasSameScalars(as: text) })
      else { continue }
      found.append((path(), text, known))
    }
  }
}
