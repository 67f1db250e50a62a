import HTTPTypes
import UnderstudyHTTP
import UnderstudyServer

/// The CORS policy of the vendors' endpoints.
///
/// The vendors' pages say nothing about CORS, because servers call them. A page under test calls this server.
package enum CORSPolicy: Sendable {
  /// Every origin, with cookies. The server holds test data only.
  case any
  case none

  /// Returns the response to a CORS preflight request; nil for any other request.
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

  /// Allows the origin of a request to read its response.
  func allow(_ response: inout Response, _ request: Request) {
    guard self == .any, let origin = request.fields.value(of: .origin) else { return }
    response.allow(origin)
  }
}

extension Response {
  /// A response to a CORS preflight request.
  package init(preflight request: Request, of origin: String, methods: String) {
    self.init(status: 204)
    allow(origin)
    fields[.accessControlAllowMethods] = methods
    fields[.accessControlAllowHeaders] = request.fields.value(of: .accessControlRequestHeaders)
    fields[.accessControlMaxAge] = "600"
  }

  /// Allows an origin to read the response and Understudy's headers on it.
  package mutating func allow(_ origin: String) {
    fields[.accessControlAllowOrigin] = origin
    fields[.accessControlAllowCredentials] = "true"
    fields[.accessControlExposeHeaders] =
      "X-Understudy-Request-Id, X-Understudy-Sandbox, X-Understudy-Rule, X-Understudy-Warnings, "
      + "X-Understudy-Profile, X-Understudy-Assumptions, X-Understudy-Difference, Matched-Stub-Id, "
      + "Retry-After, X-RateLimit-Limit, "
      + "X-RateLimit-Remaining, X-RateLimit-Reset, Allow"
    fields.append(HTTPField(name: .vary, value: "Origin"))
  }
}

extension HTTPField.Name {
  fileprivate static let accessControlRequestPrivateNetwork = ours("Access-Control-Request-Private-Network")
  fileprivate static let accessControlAllowPrivateNetwork = ours("Access-Control-Allow-Private-Network")
}
