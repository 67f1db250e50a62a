import HTTPTypes
import MicroHTTP

/// Which web pages may call the vendors' endpoints from a browser.
///
/// The vendors' own servers are called by servers, so that they say nothing of it; a page under test calls this one.
package enum OriginPolicy: Sendable {
  /// All pages, with cookies if they like: there is nothing here that is not made up.
  case any
  case none

  /// The answer to a browser that asks before it sends a request; nil for any other request.
  func preflight(_ request: Request) -> Response? {
    guard self == .any, request.method == "OPTIONS", request.fields.value(of: .origin) != nil,
      request.fields.value(of: .accessControlRequestMethod) != nil
    else { return nil }
    var response = Response(status: 204)
    allow(&response, request)
    response.fields[.accessControlAllowMethods] = "PUT, PATCH, GET, POST, DELETE"
    response.fields[.accessControlAllowHeaders] = request.fields.value(of: .accessControlRequestHeaders)
    response.fields[.accessControlMaxAge] = "600"
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
  package static let accessControlRequestPrivateNetwork = ours("Access-Control-Request-Private-Network")
  package static let accessControlAllowPrivateNetwork = ours("Access-Control-Allow-Private-Network")
}
