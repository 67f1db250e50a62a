import HTTPTypes

/// A request that has been read completely.
package struct Request: Sendable {
  /// The method as sent, for example `PUT`; methods are case-sensitive.
  package var method: String
  /// The request target as sent, before percent-decoding: `/v1/agents/a%20b?x=1`, or an absolute URI. Bytes that are not
  /// UTF-8 are replaced by U+FFFD.
  package var target: String
  package var fields: HeaderSection
  package var body: Body
  /// The scheme of the URL that the client uses.
  package var scheme: Scheme

  package enum Scheme: String, Sendable { case http, https }

  package enum Body: Sendable, Equatable {
    /// All bytes of the body; empty when the request has none.
    case complete([UInt8])
    /// The body has more than `limit` bytes, none of which were kept.
    case tooLarge(limit: Int)
  }

  package init(
    method: String, target: String, fields: HeaderSection = [:], body: Body = .complete([]), scheme: Scheme = .http
  ) {
    self.method = method
    self.target = target
    self.fields = fields
    self.body = body
    self.scheme = scheme
  }

  /// The request without the user information in its target (`http://user:password@host/path`), which is a credential.
  package var withoutUserInformation: Request {
    guard target.utf8.first != UInt8(ascii: "/"), let shortened = target.withoutUserInformation else { return self }
    var request = self
    request.target = shortened
    return request
  }

  /// The request with its target in origin form, if it is in absolute form; then `Host` and the scheme are what that says
  /// (RFC 9112, 3.2.2).
  package var inOriginForm: Request {
    guard target.utf8.first != UInt8(ascii: "/"), let start = target.pathStart else { return self }
    var request = self
    request.target = String(target[start...])
    request.fields[.host] = target.authority(before: start) ?? ""
    request.scheme = target.hasPrefix("https:") ? .https : .http
    return request
  }
}

extension HTTPField.Name {
  /// The library hides its own constant, because in HTTP/2 the field is another.
  package static let host = HTTPField.Name("Host") ?? .server
}
