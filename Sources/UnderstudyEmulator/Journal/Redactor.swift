import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

/// Removes unknown credentials and secrets from a request before the journal keeps it. Seeded credentials stay.
struct Redactor: Sendable {
  /// The headers in which any vendor reads a credential, and in which clients commonly send one.
  let credentialNames: FieldNames
  /// Those, and the one that says where a request comes from.
  private let examinedNames: FieldNames
  /// The names of members whose values are secrets.
  let secretNames: SecretNames
  /// What a body must have, at least one of them, to have a secret.
  private let searches: [ByteSearch]
  private let surfacesWithSecrets: Set<ObjectIdentifier>

  init(_ surfaces: [Surface]) {
    let places = surfaces.flatMap { $0.credential.places + [$0.credential.secondary?.place].compactMap(\.self) }
    let names = (places.map(\.headerName) + ["xi-api-key", "api-key"]).compactMap { HTTPField.Name($0) }
    let all = Array(Set(names + [.authorization, .proxyAuthorization, .cookie]))
    credentialNames = FieldNames(all)
    examinedNames = FieldNames(all + [.requestOrigin])
    let secrets = Set(surfaces.flatMap(\.resource.record.secretNames)).sorted()
    secretNames = SecretNames(secrets)
    searches = secrets.isEmpty ? [] : Set(secrets.flatMap(\.searchedWords) + ["\\u"]).sorted().map(ByteSearch.init)
    surfacesWithSecrets = Set(
      surfaces.filter { !$0.resource.record.secretNames.isEmpty }.map { ObjectIdentifier($0) })
  }

  /// Returns a request without its secrets and the field that says where it comes from, and how much of its body is
  /// left; nil if there is nothing to remove.
  /// - Parameters:
  ///   - surface: The surface that the request is sent to; nil for an unknown path.
  ///   - token: A seeded token that the request has, if it is known already.
  func redacted(
    _ request: Request, to surface: Surface?, _ accounts: Accounts, knowing token: String?
  ) -> (request: Request, keptBody: KeptBody, origin: RequestOrigin?)? {
    let fields = redacted(request.fields, accounts, knowing: token)
    let body: (bytes: [UInt8], KeptBody)? =
      if case .complete(let bytes) = request.body { redacted(bytes, to: surface) } else { nil }
    guard fields != nil || body != nil else { return nil }
    var redacted = request
    if let fields { redacted.fields = fields }
    if let body { redacted.body = .complete(body.bytes) }
    let origin = fields == nil ? nil : request.fields.value(of: .requestOrigin).flatMap(RequestOrigin.init)
    return (redacted, body?.1 ?? .whole, origin)
  }

  /// Returns what is kept of a body; nil if it has no secret.
  private func redacted(_ body: [UInt8], to surface: Surface?) -> (bytes: [UInt8], KeptBody)? {
    // Compressed, or in UTF-16: no name can be found in it.
    if mayHaveSecrets(surface), !body.isText { return ([], .omitted) }
    guard searches.contains(where: { $0.matches(in: body) }) else { return nil }
    if let document = try? JSON(reading: body, duplicates: .refused), !secretNames.occur(in: document) {
      return nil
    }
    guard let document = try? JSON(reading: body) else { return mayNameSecret(body) ? ([], .omitted) : nil }
    return (secretNames.replacingSecrets(in: document) { $0.isNull ? $0 : "(not kept)" }.bytes, .redacted)
  }

  /// Whether requests to a surface may have secrets in their bodies. A request to an unknown path may be meant for any.
  private func mayHaveSecrets(_ surface: Surface?) -> Bool {
    guard let surface else { return !secretNames.isEmpty }
    return surfacesWithSecrets.contains(ObjectIdentifier(surface))
  }

  /// Whether a body that is not JSON names a secret field. The rest of it is of use to find out why it is not JSON.
  func mayNameSecret(_ body: [UInt8]) -> Bool {
    // An escape may be part of a name.
    ByteSearch("\\u").matches(in: body)
      || body.split(whereSeparator: { !$0.isOfName }).contains {
        secretNames.contains(String(decoding: $0, as: UTF8.self))
      }
  }

  private func redacted(_ fields: HeaderSection, _ accounts: Accounts, knowing token: String?) -> HeaderSection? {
    let isRemoved = { (name: HTTPField.Name, value: String) in
      value != token
        && (name == .requestOrigin
          ? RequestOrigin(rawValue: value) != nil
          : !accounts.isSeeded(value)
            && !HTTPField(name: name, value: value).credentials.allSatisfy { accounts.isSeeded($0.token) })
    }
    guard fields.contains(examinedNames, where: isRemoved) else { return nil }
    return HeaderSection(
      fields.filter { $0.name != .requestOrigin || !isRemoved($0.name, $0.value) }.map { field in
        credentialNames.contains(field.name) && isRemoved(field.name, field.value)
          ? HTTPField(name: field.name, value: field.masked(accounts)) : field
      })
  }
}

/// How much of a body the journal keeps.
package enum KeptBody: String, Sendable {
  case whole
  /// The body without the values of secrets, written anew.
  case redacted
  /// Nothing, because the body may contain a secret and cannot be read: it is not JSON and names one, or it is no text.
  case omitted
}

extension HTTPField.Name {
  /// The field by which the dashboard marks its own requests. The journal keeps it apart from the client's fields.
  static let requestOrigin = ours("X-Understudy-Origin")
}

extension HTTPField {
  /// Each credential in the value, with the text before it: a scheme, or the name of a cookie.
  var credentials: [(before: Substring, token: String)] {
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

extension String {
  /// Words of a name of which one stays whole if up to two letters are wrong: the longest three, in small letters.
  fileprivate var searchedWords: [String] {
    var words: [String] = []
    for character in self {
      if character.isUppercase || words.isEmpty { words.append("") }
      words[words.count - 1] += character.lowercased()
    }
    return Array(words.reversed().sorted { $0.utf8.count > $1.utf8.count }.prefix(3))
  }
}

extension [UInt8] {
  /// Whether the bytes are text in UTF-8, without NUL.
  var isText: Bool { !contains(0) && (try? UTF8Span(validating: span)) != nil }
}

extension UInt8 {
  fileprivate var isOfName: Bool {
    isSmallLetter || (self | 0x20).isSmallLetter || UInt8(ascii: "0")...UInt8(ascii: "9") ~= self
      || self == UInt8(ascii: "_") || self == UInt8(ascii: "-")
  }
}
