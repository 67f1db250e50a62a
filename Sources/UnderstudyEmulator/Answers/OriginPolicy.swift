import HTTPTypes
import UnderstudyHTTP
import UnderstudyServer

/// Which web pages may call the vendors' endpoints from a browser.
///
/// The vendors' own servers are called by servers, so that they say nothing of it; a page under test calls this one.
package enum OriginPolicy: Sendable {
  /// All pages, with cookies if they like: there is nothing here that is not made up.
  case any
  case none

  /// The answer to a browser that asks before it sends a request; nil for any other request.
  func preflight(_ request: Request) -> Response? {
    guard self == .any, request.method == "OPTIONS", let origin = request.fields.value(of: .origin),
      request.fields.value(of: .accessControlRequestMethod) != nil
    else { return nil }
    var response = Response(preflight: request, of: origin, methods: "PUT, PATCH, GET, POST, DELETE")
    if request.fields.value(of: .accessControlRequestPrivateNetwork) == "true" {
      response.fields[.accessControlAllowPrivateNetwork] = "true"
    }
    return response
  }

  /// Lets the page that sent the request read the answer.
  func allow(_ response: inout Response, _ request: Request) {
    guard self == .any, let origin = request.fields.value(of: .origin) else { return }
    response.allow(origin)
  }
}

extension Response {
  /// The answer to a browser that asks for a page of this origin before it sends a request.
  package init(preflight request: Request, of origin: String, methods: String) {
    self.init(status: 204)
    allow(origin)
    fields[.accessControlAllowMethods] = methods
    fields[.accessControlAllowHeaders] = request.fields.value(of: .accessControlRequestHeaders)
    fields[.accessControlMaxAge] = "600"
  }

  /// Lets a page of this origin read the answer and our own headers on it.
  package mutating func allow(_ origin: String) {
    fields[.accessControlAllowOrigin] = origin
    fields[.accessControlAllowCredentials] = "true"
    fields[.accessControlExposeHeaders] =
      "X-Understudy-Request-Id, X-Understudy-Sandbox, X-Understudy-Rule, X-Understudy-Warnings, Matched-Stub-Id, "
      + "Retry-After, Allow"
    fields.append(HTTPField(name: .vary, value: "Origin"))
  }
}

extension HTTPField.Name {
  fileprivate static let accessControlRequestPrivateNetwork = ours("Access-Control-Request-Private-Network")
  fileprivate static let accessControlAllowPrivateNetwork = ours("Access-Control-Allow-Private-Network")
}
