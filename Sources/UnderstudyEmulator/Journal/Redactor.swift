import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyServer
import UnderstudyVendors

/// Removes unknown credentials and secrets from a request before the journal keeps it. Seeded credentials stay.
struct Redactor: Sendable {
  /// The headers in which any vendor reads a credential, and in which clients commonly send one.
  private let credentialNames: FieldNames
  /// The names of members whose values are secrets.
  private let secretNames: [String]
  /// These names and `\u`, which may be part of an escaped name. A body without any of them has no secret.
  private let searches: [ByteSearch]

  init(_ surfaces: [Surface]) {
    let places = surfaces.flatMap { $0.credential.places + [$0.credential.secondary?.place].compactMap(\.self) }
    let names = places.compactMap { HTTPField.Name($0.headerName) }
    credentialNames = FieldNames(Array(Set(names + [.authorization, .proxyAuthorization, .cookie])))
    secretNames = Array(Set(surfaces.flatMap(\.resource.record.secretNames))).sorted()
    searches = secretNames.isEmpty ? [] : (secretNames + ["\\u"]).map(ByteSearch.init)
  }

  /// Returns a request without its secrets, and how much of its body is left; nil if there is nothing to remove.
  /// - Parameter token: A seeded token that the request has, if it is known already.
  func redacted(
    _ request: Request, _ accounts: Accounts, knowing token: String?
  ) -> (request: Request, keptBody: KeptBody)? {
    let fields = redacted(request.fields, accounts, knowing: token)
    let body: (bytes: [UInt8], KeptBody)? =
      if case .complete(let bytes) = request.body { redacted(bytes) } else { nil }
    guard fields != nil || body != nil else { return nil }
    var redacted = request
    if let fields { redacted.fields = fields }
    if let body { redacted.body = .complete(body.bytes) }
    return (redacted, body?.1 ?? .whole)
  }

  /// Returns what is kept of a body; nil if it has no secret.
  private func redacted(_ body: [UInt8]) -> (bytes: [UInt8], KeptBody)? {
    guard searches.contains(where: { $0.matches(in: body) }) else { return nil }
    if let document = try? JSON(reading: body, duplicates: .refused), !containsSecret(document) { return nil }
    guard let document = try? JSON(reading: body) else { return ([], .omitted) }
    return (redacted(document).bytes, .redacted)
  }

  private func redacted(_ fields: HeaderSection, _ accounts: Accounts, knowing token: String?) -> HeaderSection? {
    let isUnknown = { (name: HTTPField.Name, value: String) in
      value != token && !accounts.isSeeded(value)
        && !HTTPField(name: name, value: value).credentials.allSatisfy { accounts.isSeeded($0.token) }
    }
    guard fields.contains(credentialNames, where: isUnknown) else { return nil }
    return HeaderSection(
      fields.map { field in
        credentialNames.contains(field.name) && isUnknown(field.name, field.value)
          ? HTTPField(name: field.name, value: field.masked(accounts)) : field
      })
  }

  private func containsSecret(_ value: JSON) -> Bool {
    switch value {
    case .object(let members): members.contains { isSecret($0.name) || containsSecret($0.value) }
    case .array(let elements): elements.contains(where: containsSecret)
    case .null, .bool, .number, .string: false
    }
  }

  private func redacted(_ value: JSON) -> JSON {
    switch value {
    case .object(let members):
      .object(
        members.reduce(into: Members()) { kept, member in
          kept[member.name] = isSecret(member.name) ? "(not kept)" : redacted(member.value)
        })
    case .array(let elements): .array(elements.map(redacted))
    case .null, .bool, .number, .string: value
    }
  }

  private func isSecret(_ name: String) -> Bool { secretNames.contains { $0.hasSameScalars(as: name) } }
}

/// How much of a body the journal keeps.
package enum KeptBody: String, Sendable {
  case whole
  /// The body without the values of secrets, written anew.
  case redacted
  /// Nothing, because the body may contain a secret and is not JSON.
  case omitted
}

extension HTTPField {
  /// Each credential in the value, with the text before it: a scheme, or the name of a cookie.
  fileprivate var credentials: [(before: Substring, token: String)] {
    switch name {
    case .cookie:
      Cookies(value).pairs.enumerated().map { index, pair in
        let credential = pair.value ?? pair.text
        return ((index == 0 ? "" : ";") + pair.text[..<credential.startIndex], String(credential))
      }
    case .authorization, .proxyAuthorization:
      if let space = value.firstIndex(of: " ") {
        [(value[...space], String(value[space...].drop { $0 == " " }))]
      } else {
        [("", value)]
      }
    default: [("", value)]
    }
  }

  fileprivate func masked(_ accounts: Accounts) -> String {
    credentials.map { $0.before + (accounts.isSeeded($0.token) ? $0.token : $0.token.masked) }.joined()
  }
}

/// A search for one text in many bodies.
private struct ByteSearch {
  private let bytes: [UInt8]
  /// The offset of its rarest byte, which is a capital or a backslash in JSON.
  private let anchor: Int

  init(_ text: String) {
    bytes = Array(text.utf8)
    anchor = bytes.firstIndex { !(0x61...0x7A).contains($0) } ?? 0
  }

  func matches(in body: [UInt8]) -> Bool {
    body.withUnsafeBytes { body in
      bytes.withUnsafeBytes { text in
        var start = anchor
        while let found = body.firstIndex(of: text[anchor], from: start) {
          if body.holds(text, at: found - anchor) { return true }
          start = found + 1
        }
        return false
      }
    }
  }
}
