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

  /// No answer at all.
  static let cutOff = Response(status: 503, delivery: .fault(.emptyResponse))

  /// The error form of everything that is not a vendor's.
  /// - Parameter more: what programs may want to know besides.
  package static func error(
    _ status: Int, code: String, title: String, detail: String, more: Members = [:]
  ) -> Response {
    var mistake: Members = ["code": .string(code), "title": .string(title), "detail": .string(detail)]
    for member in more { mistake[member.name] = member.value }
    return Response(status: status, json: ["errors": [.object(mistake)]])
  }
}
