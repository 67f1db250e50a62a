import UnderstudyJSON

/// The members of one object while a document is read.
///
/// Every member that the format knows is asked for, and that is all the declaration there is: what nobody asked
/// for is unknown, and reported with the nearest name. Reading does not stop at a mistake; it is noted, the
/// member counts as absent, and one answer names them all. Null is the same as absent, as in WireMock.
package final class Fields {
  package let path: Path
  private let members: Members
  private let findings: Findings
  /// What the object is, for messages: `a request pattern`.
  private let subject: String
  /// What was asked for, in that order; and all names that are no mistake.
  private var known: [String] = []
  private var accepted: Set<String> = []

  init(_ members: Members, _ subject: String, at path: Path, _ findings: Findings) {
    self.members = members
    self.subject = subject
    self.path = path
    self.findings = findings
  }

  /// Reads a whole document.
  /// - Throws: all mistakes in it.
  package static func read<Value>(
    _ json: JSON, _ subject: String, at path: Path = .root, as make: (Fields) -> Value
  ) throws(DocumentErrors) -> Value {
    let findings = Findings()
    let value = Fields.read(json, subject, at: path, findings, as: make)
    guard let value, findings.list.isEmpty else { throw DocumentErrors(findings.list) }
    return value
  }

  private static func read<Value>(
    _ json: JSON, _ subject: String, at path: Path, _ findings: Findings, as make: (Fields) -> Value
  ) -> Value? {
    guard let members = json.members else {
      findings.note("\(subject) must be an object, but this is \(json.kind)", at: path)
      return nil
    }
    let fields = Fields(members, subject, at: path, findings)
    let value = make(fields)
    fields.noteUnknown()
    return value
  }

  private func noteUnknown() {
    for member in members where !accepted.contains(member.name) && !findings.isFull {
      let hint =
        member.name.nearest(among: known).map { "did you mean `\($0)`?" }
        ?? "it has: \(known.joined(separator: ", "))"
      findings.note("`\(member.name.brief)` is not a member of \(subject); \(hint)", at: path.member(member.name))
    }
  }

  /// The member as it stands, null included; nil if it is not there.
  package func given(_ name: String) -> JSON? {
    if accepted.insert(name).inserted { known.append(name) }
    return members[name]
  }

  /// The member, if it is there and not null.
  package func value(_ name: String) -> JSON? {
    guard let json = given(name), json != .null else { return nil }
    return json
  }

  /// Whether the member is there and not null, without saying that the format knows it.
  package func has(_ name: String) -> Bool { members[name].map { $0 != .null } ?? false }

  /// Says that the other members are the client's own affair.
  func allowOthers() { accepted.formUnion(members.map(\.name)) }

  /// Notes a mistake of one member, or of the object itself.
  package func addError(_ detail: String, at name: String? = nil) {
    findings.note(detail, at: name.map(path.member) ?? path)
  }

  /// Whether an expression of this length may be compiled; notes a mistake where not.
  func admitsExpression(_ pattern: String, at name: String) -> Bool {
    if findings.admitsExpression(pattern.utf8.count) { return true }
    addError("all regular expressions of a document together can have at most 20,000 bytes", at: name)
    return false
  }

  /// Names what WireMock has and this server does not. Clients send these members as null, false or empty
  /// when nobody used them, and that is no mistake.
  func unsupported(_ advice: KeyValuePairs<String, String>) {
    for (name, advice) in advice {
      accepted.insert(name)
      guard let json = members[name], !json.saysNothing else { continue }
      addError("`\(name)` is not supported; \(advice)", at: name)
    }
  }

  /// An object of its own format.
  package func object<Value>(_ name: String, _ subject: String, as make: (Fields) -> Value) -> Value? {
    value(name).flatMap { Fields.read($0, subject, at: path.member(name), findings, as: make) }
  }

  /// An object whose names are the client's: reads each member.
  package func each<Value>(_ name: String, _ read: (String, Fields) -> Value?) -> [Value] {
    let values = object(name, "`\(name)`") { map in
      map.accepted = Set(map.members.map(\.name))
      return map.members.compactMap { read($0.name, map) }
    }
    return values ?? []
  }

  /// An array of objects of one format.
  func elements<Value>(_ name: String, _ subject: String, as make: (Fields) -> Value?) -> [Value] {
    guard let json = value(name) else { return [] }
    guard let elements = json.array else {
      addError("`\(name)` must be an array, but is \(json.kind)", at: name)
      return []
    }
    let path = path.member(name)
    return elements.enumerated().compactMap { index, element in
      Fields.read(element, subject, at: path.element(index), findings, as: make) ?? nil
    }
  }
}

extension JSON {
  /// Null, false, or without any content.
  fileprivate var saysNothing: Bool {
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
  /// The start of a text that may be a megabyte, for a message.
  var brief: String { utf8.count <= 200 ? self : start(100) }

  /// So many scalars of it; a single character can have any number of them.
  func start(_ count: Int) -> String { String(String.UnicodeScalarView(unicodeScalars.prefix(count))) + "…" }
}
