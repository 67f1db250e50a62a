import Crypto
import HTTPTypes
import Synchronization
import UnderstudyCapture
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

/// Removes credentials and secrets from captured exchanges.
///
/// Each is replaced by a made-up text, which is the same for the same credential within one redactor, so that two callers stay
/// two. The text is an HMAC under a key that is drawn for the redactor and kept in memory only. A credential is replaced wherever
/// it occurs in this exchange and in later ones.
package final class CaptureRedactor: Sendable {
  private let requestRedactor: Redactor
  private let key = SymmetricKey(size: .bits256)
  private let known = Mutex(KnownCredentials())
  /// The largest body that is kept, in bytes. Values of JSON take up to 25 times as much memory.
  private static let largestBody = 4 << 20

  /// - Parameter surfaces: those whose credentials and secret fields are known.
  package convenience init(_ surfaces: [Surface]) { self.init(Redactor(surfaces)) }

  init(_ redactor: Redactor) { requestRedactor = redactor }

  /// Returns an exchange without credentials and secrets. A body in which they cannot be found is cut.
  package func redacted(_ exchange: CapturedExchange) -> CapturedExchange {
    let request = Contents(exchange.request.body, exchange.request.fields, upTo: Self.largestBody)
    let response = exchange.response.map { Contents($0.body, $0.fields, upTo: Self.largestBody) }
    let found =
      credentials(in: exchange.request.fields) + credentials(in: exchange.response?.fields ?? [:])
      + CredentialQuery(exchange.request.url).values + credentials(in: request)
      + (response.map(credentials) ?? [])
    let replacer = replacer(adding: found)
    var redacted = exchange
    redacted.request.url = url(exchange.request.url, replacer)
    redacted.request.fields = fields(exchange.request.fields, replacer)
    redacted.request.body = body(request, replacer)
    // What was removed may have decided how the vendor answered.
    if redacted.request.body != exchange.request.body {
      redacted.details["keptBody"] = .string(KeptBody.redacted.rawValue)
    }
    if let answer = exchange.response, let response {
      redacted.response = CapturedResponse(
        status: answer.status, fields: fields(answer.fields, replacer), body: body(response, replacer))
    }
    return redacted
  }

  /// Returns the fields of a message without credentials.
  package func redacted(_ fields: HTTPFields) -> HTTPFields {
    self.fields(fields, replacer(adding: credentials(in: fields)))
  }

  /// The made-up text for a credential or a secret.
  private func placeholder(_ secret: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: Array(secret.utf8), using: key)
    return "redacted_" + code.prefix(16).hexadecimal
  }

  private func replacer(adding found: [String]) -> CredentialReplacer {
    let all = known.withLock { known in
      known.add(found)
      return known.all
    }
    return CredentialReplacer(all.map { ($0, placeholder($0)) })
  }
}

// MARK: Where credentials are

extension CaptureRedactor {
  private func isCredential(_ name: HTTPField.Name) -> Bool {
    requestRedactor.credentialNames.contains(name) || name == .setCookie
      || CredentialNames.mayNameField(name.canonicalName)
  }

  private func credentials(in fields: HTTPFields) -> [String] {
    fields.filter { isCredential($0.name) }.flatMap { field in
      field.parts.flatMap { [$0.token] + ($0.before.lowercased() == "basic " ? $0.token.basicParts : []) }
    }
  }

  private func credentials(in contents: Contents) -> [String] {
    switch contents {
    case .json(let value, _): secrets(in: value)
    case .form(let text): CredentialQuery("?\(text)").values
    case .text, .unreadable, .cut: []
    }
  }

  /// The texts that are secret by the names of their members.
  private func secrets(in value: JSON, isSecret: Bool = false) -> [String] {
    switch value {
    case .object(let members):
      members.flatMap { secrets(in: $0.value, isSecret: isSecret || self.isSecret($0)) }
    case .array(let elements): elements.flatMap { secrets(in: $0, isSecret: isSecret) }
    case .string(let text): isSecret ? [text] : []
    case .null, .bool, .number: []
    }
  }

  private func isSecret(_ member: Members.Member) -> Bool {
    requestRedactor.secretNames.contains(member.name)
      || CredentialNames.mayName(member.name) && member.value.isCredentialText
  }
}

// MARK: What replaces them

extension CaptureRedactor {
  private func fields(_ fields: HTTPFields, _ replacer: CredentialReplacer) -> HTTPFields {
    var redacted = HTTPFields()
    for field in fields {
      let value =
        isCredential(field.name)
        ? field.parts.map { $0.before + replacement(of: $0.token) + $0.after }.joined()
        : replacer.replacing(in: field.value)
      redacted.append(HTTPField(name: field.name, value: value))
    }
    return redacted
  }

  private func replacement(of text: String) -> String { text.isEmpty ? "" : placeholder(text) }

  private func url(_ url: String, _ replacer: CredentialReplacer) -> String {
    replacer.replacing(in: CredentialQuery(url).replacing(by: placeholder))
  }

  private func body(_ contents: Contents, _ replacer: CredentialReplacer) -> CapturedBody {
    switch contents {
    case .cut(let reason): return .cut(reason: reason)
    case .unreadable: return .cut(reason: "it is no text, so that secrets in it cannot be found")
    case .form(let text):
      let redacted = replacer.replacing(in: CredentialQuery("?\(text)").replacing(by: placeholder))
      return .whole(Array(redacted.utf8.dropFirst()))
    case .text(let bytes):
      guard !requestRedactor.mayNameSecret(bytes) else {
        return .cut(reason: "it may have a secret, and is not JSON")
      }
      return .whole(replacer.replacing(in: bytes))
    case .json(let value, let original):
      let redacted = json(value, replacer)
      if let original, redacted == value { return .whole(original) }
      return .whole(redacted.bytes)
    }
  }

  private func json(_ value: JSON, _ replacer: CredentialReplacer, isSecret: Bool = false) -> JSON {
    switch value {
    case .object(let members):
      .object(
        members.reduce(into: Members()) { redacted, member in
          redacted[replacer.replacing(in: member.name)] = json(
            member.value, replacer, isSecret: isSecret || self.isSecret(member))
        })
    case .array(let elements): .array(elements.map { json($0, replacer, isSecret: isSecret) })
    case .string(let text):
      .string(isSecret ? replacement(of: text) : replacer.replacing(in: text))
    case .number(let number): isSecret ? .string(placeholder("\(number)")) : value
    case .null, .bool: value
    }
  }
}

/// A body as far as credentials in it can be found.
private enum Contents {
  /// - Parameter original: nil if the body has members of one name, of which the value has the last only.
  case json(JSON, original: [UInt8]?)
  case form(String)
  case text([UInt8])
  case unreadable
  case cut(reason: String)

  init(_ body: CapturedBody, _ fields: HTTPFields, upTo largest: Int) {
    switch body {
    case .cut(let reason): self = .cut(reason: reason)
    case .whole(let bytes):
      if bytes.count > largest {
        self = .cut(reason: "it has more than \(largest) bytes, in which secrets are not looked for")
      } else if !bytes.isText {
        self = .unreadable
      } else if let value = try? JSON(reading: bytes, duplicates: .refused) {
        self = .json(value, original: bytes)
      } else if let value = try? JSON(reading: bytes) {
        self = .json(value, original: nil)
      } else if fields[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true {
        self = .form(String(decoding: bytes, as: UTF8.self))
      } else {
        self = .text(bytes)
      }
    }
  }
}
