import UnderstudyJSON

/// The names of secret fields, in any spelling: a client may misspell one, or send it in a place without declared fields.
///
/// Case and separators do not count, and up to three letters may be wrong: `eleven_labs_key` is `elevenLabsApiKey`.
package struct SecretNames: Sendable {
  /// The names as small letters and digits.
  private let plainNames: [[UInt8]]
  private static let allowedEdits = 3
  /// Shorter names are only compared whole: with three edits they would be any word.
  private static let shortestMisspelled = 12

  package init(_ names: some Sequence<String>) { plainNames = Set(names.map(\.plainBytes)).map(\.self) }

  package var isEmpty: Bool { plainNames.isEmpty }

  /// Whether a name is one of these, or contains one.
  package func contains(_ name: String) -> Bool {
    // Most names are too short.
    guard plainNames.contains(where: { name.utf8.count + Self.allowedEdits >= $0.count }) else { return false }
    let plain = name.plainBytes
    return plainNames.contains { secret in
      guard plain.count <= secret.count + Self.allowedEdits else { return plain.contains(secret) }
      let edits = secret.count < Self.shortestMisspelled ? 0 : Self.allowedEdits
      return plain[...].isEqual(to: secret[...], edits: edits)
    }
  }

  /// Whether a member at any depth has one of these names.
  package func occur(in value: JSON) -> Bool {
    switch value {
    case .object(let members): members.contains { contains($0.name) || occur(in: $0.value) }
    case .array(let elements): elements.contains(where: occur)
    case .null, .bool, .number, .string: false
    }
  }

  /// Returns a value with others in place of those that are secret.
  package func replacingSecrets(in value: JSON, by replacement: (JSON) -> JSON) -> JSON {
    switch value {
    case .object(let members):
      .object(
        members.reduce(into: Members()) { replaced, member in
          replaced[member.name] =
            contains(member.name) ? replacement(member.value) : replacingSecrets(in: member.value, by: replacement)
        })
    case .array(let elements): .array(elements.map { replacingSecrets(in: $0, by: replacement) })
    case .null, .bool, .number, .string: value
    }
  }
}

extension SecretNames {
  /// Returns the value of a member that no field declares, with tokens in place of secrets.
  func tokenizing(_ value: JSON, named name: String? = nil, _ tokenize: Tokenize) -> JSON {
    if isEmpty { return value }
    if let name, contains(name) { return Self.tokenized(value, tokenize) }
    return occur(in: value) ? replacingSecrets(in: value) { Self.tokenized($0, tokenize) } : value
  }

  private static func tokenized(_ value: JSON, _ tokenize: Tokenize) -> JSON {
    if value.isNull { return value }
    let text = value.string ?? value.description
    // A client that writes back what it read sends the token.
    return text.isToken ? value : .string(tokenize(text))
  }
}

extension String {
  /// The letters and digits of ASCII, in lower case.
  fileprivate var plainBytes: [UInt8] {
    utf8.compactMap { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      default: nil
      }
    }
  }

  /// Whether the text is the token of a stored secret: the prefix and an HMAC-SHA256 in hexadecimal digits.
  fileprivate var isToken: Bool {
    hasPrefix(Format.tokenPrefix) && utf8.count == Format.tokenPrefix.utf8.count + 64
      && utf8.dropFirst(Format.tokenPrefix.utf8.count).allSatisfy { byte in
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
      }
  }
}

extension ArraySlice<UInt8> {
  /// Whether so many edits make this text of another: a byte that is missing, too many, another, or swapped with the next.
  fileprivate func isEqual(to other: ArraySlice<UInt8>, edits: Int) -> Bool {
    guard abs(count - other.count) <= edits else { return false }
    let equal = zip(self, other).prefix { $0 == $1 }.count
    let (left, right) = (dropFirst(equal), other.dropFirst(equal))
    if left.isEmpty || right.isEmpty { return left.count + right.count <= edits }
    guard edits > 0 else { return false }
    let (leftRest, rightRest) = (left.dropFirst(), right.dropFirst())
    return leftRest.isEqual(to: rightRest, edits: edits - 1) || leftRest.isEqual(to: right, edits: edits - 1)
      || left.isEqual(to: rightRest, edits: edits - 1)
      || left.first == rightRest.first && leftRest.first == right.first
        && leftRest.dropFirst().isEqual(to: rightRest.dropFirst(), edits: edits - 1)
  }
}
