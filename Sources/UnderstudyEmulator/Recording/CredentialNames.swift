import Foundation
import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON

/// Names that credentials commonly have: of header fields, parameters of a query and members of bodies.
enum CredentialNames {
  private static let endings = [
    "token", "secret", "password", "passwd", "apikey", "accesskey", "privatekey", "secretkey", "authorization",
    "credential", "credentials", "cookie", "session", "sessionid", "signature", "auth", "jwt",
  ]
  private static let wholeNames: Set<String> = ["key", "sig", "pwd", "pass", "code"]

  /// Whether a name ends like that of a credential, in any spelling: `X-Api-Key`, `access_token`.
  static func mayName(_ name: String) -> Bool {
    let plain = plain(name)
    return endings.contains { plain.hasSuffix($0) }
  }

  /// Whether a header field may have a credential.
  /// - Parameter name: in small letters.
  static func mayNameField(_ name: String) -> Bool {
    // `Access-Control-Allow-Credentials`.
    !name.hasPrefix("access-control-") && mayName(name)
  }

  /// Whether a parameter of a query may have a credential.
  static func mayNameParameter(_ name: String) -> Bool { wholeNames.contains(plain(name)) || mayName(name) }

  private static func plain(_ name: String) -> String {
    String(decoding: name.utf8.filter { $0 != 0x2D && $0 != 0x5F && $0 != 0x2E }.map { $0 | 0x20 }, as: UTF8.self)
  }
}

/// The parameters of a URL's query, or of a form, that may be credentials.
struct CredentialQuery {
  private let url: String

  init(_ url: String) { self.url = url }

  /// The values of the credentials, decoded.
  var values: [String] {
    QueryParameters(of: url, decode: PercentCoding.formDecoded).all
      .filter { CredentialNames.mayNameParameter($0.name) }.map(\.value)
  }

  /// Returns the URL with other values in place of the credentials.
  func replacing(by placeholder: (String) -> String) -> String {
    let (path, query) = url.splitAtQuery
    guard let query else { return url }
    let pairs = query.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).map { pair in
      let name = pair.prefix { $0 != UInt8(ascii: "=") }
      let value = PercentCoding.formDecoded(pair[name.endIndex...].dropFirst())
      guard !value.isEmpty, CredentialNames.mayNameParameter(PercentCoding.formDecoded(name)) else {
        return String(Substring(pair))
      }
      return "\(Substring(name))=\(placeholder(value))"
    }
    return "\(path)?\(pairs.joined(separator: "&"))"
  }
}

extension HTTPField {
  /// The credentials in the value of a field, with the text around each.
  var parts: [(before: String, token: String, after: String)] {
    guard name == .setCookie else { return credentials.map { (String($0.before), $0.token, "") } }
    let pair = value.prefix { $0 != ";" }
    let rest = String(value[pair.endIndex...])
    guard let sign = pair.firstIndex(of: "=") else { return [("", String(pair), rest)] }
    return [(String(pair[...sign]), String(pair[sign...].dropFirst()), rest)]
  }
}

extension String {
  /// The password, and the name and the password, of `Basic` authentication.
  var basicParts: [String] {
    guard let data = Data(base64Encoded: self) else { return [] }
    let text = String(decoding: data, as: UTF8.self)
    return [text, text.split(separator: ":", maxSplits: 1).last.map(String.init) ?? ""]
  }
}

extension JSON {
  /// Whether this is a text that may be a credential: one word, and not a short one. Otherwise it may be a number of tokens.
  var isCredentialText: Bool {
    guard let string else { return false }
    return string.utf8.count >= KnownCredentials.shortest && !string.utf8.contains(UInt8(ascii: " "))
  }
}

/// The credentials of the latest exchanges, which are looked for everywhere.
struct KnownCredentials {
  /// Shorter ones may be any word, and are replaced in their own places only. In bytes.
  static let shortest = 8
  private static let longest = 16_384
  private static let maximum = 64
  /// The latest last.
  private(set) var all: [String] = []

  mutating func add(_ credentials: [String]) {
    for credential in credentials where Self.shortest...Self.longest ~= credential.utf8.count {
      all.removeAll { $0 == credential }
      all.append(credential)
    }
    all.removeFirst(max(0, all.count - Self.maximum))
  }
}
