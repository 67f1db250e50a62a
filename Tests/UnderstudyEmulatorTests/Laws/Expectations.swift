import UnderstudyJSON
import UnderstudyVendors

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

extension Value {
  /// Whether what is stored is what was sent, to the digit; objects may hold more, such as defaults. Of a secret
  /// nothing may be left, and the elements of some lists are stored with ids.
  func isKept(_ sent: JSON, in stored: JSON) -> Bool {
    switch (kind, stored, sent) {
    case (_, .string(let token), .string(let secret)) where isSecret:
      token.hasPrefix("enc_") && token != secret
    case (.object(let object), .object(let stored), .object(let sent)):
      sent.allSatisfy { member in
        stored[member.name].map { object[member.key]?.value.isKept(member.value, in: $0) ?? ($0 == member.value) }
          ?? false
      }
    case (.array(let element), .array(let stored), .array(let sent)):
      stored.count == sent.count
        && zip(stored, sent).allSatisfy { element.isKept($1, in: entry == nil ? $0 : $0.valueOfEntry) }
    default: stored.description == sent.description
    }
  }
}

extension JSON {
  /// Of an element that is stored with an id: the element.
  var valueOfEntry: JSON { members?.last?.value ?? .null }
}

extension Object {
  /// The members that an update has changed although it did not send them.
  func changes(from before: Members, to after: Members, besides sent: Members) -> [String] {
    before.flatMap { member -> [String] in
      let (name, now) = (member.name, after[member.name])
      guard let update = sent[name] else { return now?.bytes == member.value.bytes ? [] : [name] }
      guard case .object(let object)? = self[member.key]?.value.kind, let members = member.value.members else {
        return []
      }
      return object.changes(from: members, to: now?.members ?? [:], besides: update.members ?? [:])
        .map { "\(name).\($0)" }
    }
  }
}
