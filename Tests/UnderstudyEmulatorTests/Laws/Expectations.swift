import UnderstudyJSON
import UnderstudyVendors

/// An independent implementation of types, and of what an update must not change.
extension Value.Kind {
  /// Whether a value has this type.
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
  /// Whether the stored value is the sent one, to the digit. Objects may hold more, such as defaults. A secret must be
  /// gone, and elements of some lists are stored with ids.
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
  /// The element of an entry that is stored with an id.
  var valueOfEntry: JSON { members?.last?.value ?? .null }
}

extension Object {
  /// Returns the members that an update changed although it did not send them.
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
