import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

extension Response {
  package init(status: Int, json: JSON) {
    self.init(status: status, fields: Self.ofJSON, body: json.bytes)
  }

  private static let ofJSON: HeaderSection = [.contentType: "application/json"]

  /// A connection that is closed without a response.
  static let cutOff = Response(status: 503, delivery: .fault(.emptyResponse))

  /// Returns an error response of Understudy itself, not of a vendor.
  /// - Parameter more: Further members of the error, for programs.
  package static func error(
    _ status: Int, code: String, title: String, detail: String, more: Members = [:]
  ) -> Response {
    var error: Members = ["code": .string(code), "title": .string(title), "detail": .string(detail)]
    for member in more { error[member.name] = member.value }
    return Response(status: status, json: ["errors": [.object(error)]])
  }
}
