import JSON
import Schema

/// What the laws compare with: the tests' own reading of types, and of what an update must leave alone.
extension Value.Kind {
  /// The tests' own reading of a type.
  func `is`(_ json: JSON) -> Bool {
    switch self {
    case .string: json.string != nil
    case .number: json.kind == "a number"
    case .integer: json.kind == "a number" && !json.description.contains(".")
    case .boolean: json.kind == "a boolean"
    case .array: json.array != nil
    case .object, .freeForm: json.members != nil
    }
  }
}

extension JSON {
  /// Whether this is what was sent, to the digit; objects may hold more, such as defaults.
  func holds(_ sent: JSON) -> Bool {
    switch (self, sent) {
    case (.object(let stored), .object(let sent)):
      sent.allSatisfy { stored[$0.name]?.holds($0.value) == true }
    case (.array(let stored), .array(let sent)):
      stored.count == sent.count && zip(stored, sent).allSatisfy { $0.holds($1) }
    default: description == sent.description
    }
  }
}

extension Object {
  /// The members that an update has changed although it did not send them.
  func changes(from before: Members, to after: Members, besides sent: Members) -> [String] {
    before.flatMap { member -> [String] in
      let (name, now) = (member.name, after[member.name])
      guard let update = sent[name] else { return now?.bytes == member.value.bytes ? [] : [name] }
      guard case .object(let object)? = self[name]?.value.kind, let members = member.value.members else {
        return []
      }
      return object.changes(from: members, to: now?.members ?? [:], besides: update.members ?? [:])
        .map { "\(name).\($0)" }
    }
  }
}
