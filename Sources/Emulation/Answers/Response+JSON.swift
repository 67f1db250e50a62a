import HTTPTypes
import JSON
import MicroHTTP
import Schema
import Vendors

extension Response {
  package init(status: Int, json: JSON) {
    self.init(status: status, fields: Self.ofJSON, body: json.bytes)
  }

  private static let ofJSON: HeaderSection = [.contentType: "application/json"]

  /// No answer at all.
  static let cutOff = Response(status: 503, delivery: .fault(.emptyResponse))

  /// The mock's own answer for a path that belongs to no vendor.
  static func noEndpoint(for request: Request, _ endpoints: [Endpoint]) -> Response {
    let routes = endpoints.flatMap(\.paths).joined(separator: ", ")
    return .mistake(
      404, code: "no-endpoint", title: "No endpoint has this path",
      detail: "\(request.method) \(request.target.prefix(200)) is not emulated; known: \(routes)")
  }

  /// The error form of everything that is not a vendor's.
  package static func mistake(_ status: Int, code: String, title: String, detail: String) -> Response {
    Response(
      status: status,
      json: [
        "errors": [
          ["code": .string(code), "title": .string(title), "detail": .string(detail)]
        ]
      ])
  }
}

extension Endpoint {
  /// Each path once, behind the methods that it answers.
  fileprivate var paths: [String] {
    routes.map(\.path.description).uniqued.map { path in
      let methods = routes.filter { $0.path.description == path }.map(\.method)
      return "\(methods.joined(separator: ", ")) \(path)"
    }
  }
}
