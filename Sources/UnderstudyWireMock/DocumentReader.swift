import UnderstudyJSON

/// Reads the members of one object of a document.
///
/// Reading a member declares it: one that was not read is unknown, and reported with the nearest known name. Reading does
/// not stop at an error, so that one answer lists all. Null counts as missing, as in WireMock.
package final class DocumentReader {
  package let path: Path
  private let members: Members
  let errors: DocumentErrorCollector
  /// What the object is, for messages: `a request pattern`.
  private let subject: String
  /// The names that were read, in that order.
  private var known: [String] = []
  /// The names that are not reported as unknown.
  private var accepted: Set<String> = []

  init(_ members: Members, _ subject: String, at path: Path, _ errors: DocumentErrorCollector) {
    self.members = members
    self.subject = subject
    self.path = path
    self.errors = errors
  }

  /// Reads a whole document, and throws all errors in it.
  package static func read<Value>(
    _ json: JSON, _ subject: String, at path: Path = .root, as make: (DocumentReader) -> Value
  ) throws(DocumentErrors) -> Value {
    let errors = DocumentErrorCollector()
    let value = DocumentReader.read(json, subject, at: path, errors, as: make)
    guard let value, errors.list.isEmpty else { throw DocumentErrors(errors.list) }
    return value
  }

  private static func read<Value>(
    _ json: JSON, _ subject: String, at path: Path, _ errors: DocumentErrorCollector,
    as make: (DocumentReader) -> Value
  ) -> Value? {
    guard let members = json.members else {
      errors.add("\(subject) must be an object, but this is \(json.kind)", at: path)
      return nil
    }
    let reader = DocumentReader(members, subject, at: path, errors)
    let value = make(reader)
    reader.rejectUnknownMembers()
    return value
  }

  private func rejectUnknownMembers() {
    for member in members where !accepted.contains(member.name) && !errors.isFull {
      let names = known.joined(separator: ", ")
      let hint = Suggestion.question(for: member.name, among: known, otherwise: "it has: \(names)")
      errors.add("`\(member.name.brief)` is not a member of \(subject); \(hint)", at: path.member(member.name))
    }
  }

  /// Returns the member, also if it is null; nil if it is missing.
  package func given(_ name: String) -> JSON? {
    if accepted.insert(name).inserted { known.append(name) }
    return members[name]
  }

  /// Returns the member; nil if it is missing or null.
  package func value(_ name: String) -> JSON? {
    guard let json = given(name), json != .null else { return nil }
    return json
  }

  /// The whole object.
  var json: JSON { .object(members) }

  /// Whether the member is present and not null. Does not declare it.
  package func has(_ name: String) -> Bool { members[name].map { $0 != .null } ?? false }

  /// Accepts all members.
  func acceptOtherMembers() { accepted.formUnion(members.map(\.name)) }

  /// Adds an error for one member, or for the object itself.
  package func addError(_ detail: String, at name: String? = nil) {
    errors.add(detail, at: name.map(path.member) ?? path)
  }

  /// Adds an error for each member that WireMock has and this server does not. Null, false and empty values are accepted,
  /// because clients send them for members that were not set.
  func rejectUnsupported(_ advice: KeyValuePairs<String, String>) {
    for (name, advice) in advice {
      accepted.insert(name)
      guard let json = members[name], !json.isBlank else { continue }
      addError("`\(name)` is not supported; \(advice)", at: name)
    }
  }

  /// Adds an error for each of the members that stands beside an earlier one.
  package func rejectAllButFirst(of names: [String]) {
    let found = names.filter(has)
    for name in found.dropFirst() {
      addError("`\(name)` cannot stand beside `\(found[0])`: keep the one that you mean", at: name)
    }
  }

  /// Reads an object of another format.
  package func object<Value>(_ name: String, _ subject: String, as make: (DocumentReader) -> Value?) -> Value? {
    value(name).flatMap { DocumentReader.read($0, subject, at: path.member(name), errors, as: make) ?? nil }
  }

  /// Reads each member of an object whose names the client chooses.
  package func each<Value>(_ name: String, _ read: (String, DocumentReader) -> Value?) -> [Value] {
    object(name, "`\(name)`") { map in
      map.acceptOtherMembers()
      return map.members.compactMap { read($0.name, map) }
    } ?? []
  }

  /// Reads an array of objects of one format.
  func elements<Value>(_ name: String, _ subject: String, as make: (DocumentReader) -> Value?) -> [Value] {
    let (path, elements) = (path.member(name), value(name, "an array", \.array) ?? [])
    return elements.enumerated().compactMap { index, element in
      DocumentReader.read(element, subject, at: path.element(index), errors, as: make) ?? nil
    }
  }
}

/// Scalars.
extension DocumentReader {
  package func string(_ name: String) -> String? { value(name, "a string", \.string) }

  /// Reads a Boolean; false if it is missing.
  package func flag(_ name: String) -> Bool {
    value(name, "true or false") { if case .bool(let flag) = $0 { flag } else { nil } } ?? false
  }

  /// Reads an integer. `30.0` is one, as in JSON Schema.
  package func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let number = number(name) else { return nil }
    if let integer = number.integer.flatMap({ Int($0.text) }), range.contains(integer) { return integer }
    let words = range.upperBound == .max ? "\(range.lowerBound) up" : "\(range.lowerBound) to \(range.upperBound)"
    addError("`\(name)` must be an integer from \(words), but is \(number.text.brief)", at: name)
    return nil
  }

  func number(_ name: String, in range: ClosedRange<Double>) -> Double? {
    guard let number = number(name) else { return nil }
    if range.contains(number.double) { return number.double }
    let (lower, upper) = (Number(floatLiteral: range.lowerBound), Number(floatLiteral: range.upperBound))
    addError("`\(name)` must be from \(lower) to \(upper), but is \(number.text.brief)", at: name)
    return nil
  }

  private func number(_ name: String) -> Number? {
    value(name, "a number") { if case .number(let number) = $0 { number } else { nil } }
  }

  private func value<Value>(_ name: String, _ expected: String, _ read: (JSON) -> Value?) -> Value? {
    guard let json = value(name) else { return nil }
    let value = read(json)
    if value == nil { addError("`\(name)` must be \(expected), but is \(json.kind)", at: name) }
    return value
  }

  /// Reads a duration in whole milliseconds, at most ``Swift/Duration/longest``.
  func milliseconds(_ name: String, from least: Int = 0) -> Duration? {
    integer(name, in: least...Int(Duration.longest / .milliseconds(1))).map { .milliseconds($0) }
  }

  /// Reads one of the names of an enumeration.
  package func choice<Value: RawRepresentable & CaseIterable>(_ name: String) -> Value?
  where Value.RawValue == String {
    guard let string = string(name) else { return nil }
    if let value = Value(rawValue: string) { return value }
    let known = Value.allCases.map(\.rawValue)
    let hint = Suggestion.question(
      for: string, among: known, in: .doubleQuotes,
      otherwise: "it can be \(known.map { "\"\($0)\"" }.joined(separator: ", "))")
    addError("`\(name)` cannot be \"\(string.brief)\"; \(hint)", at: name)
    return nil
  }
}

extension Duration {
  /// The maximum of all delays and lifetimes: 24 hours.
  package static let longest = Duration.seconds(86_400)
}

extension JSON {
  /// Whether the value is null, false or empty.
  fileprivate var isBlank: Bool {
    switch self {
    case .null, .bool(false): true
    case .string(let string): string.isEmpty
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    default: false
    }
  }
}

extension String {
  /// The text for a message: its start if it is longer than 200 bytes.
  package var brief: String { utf8.count <= 200 ? self : start(100) }

  /// Returns the first scalars. A single character can consist of any number of them.
  func start(_ count: Int) -> String { String(String.UnicodeScalarView(unicodeScalars.prefix(count))) + "…" }
}
