import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyWireMock

/// The reason why the control plane refuses a request, as a response in WireMock's error format.
struct AdminError: Error {
  let response: Response

  init(_ status: Int, title: String, detail: String) {
    response = .error(status, title: title, detail: detail)
  }

  init(_ errors: DocumentErrors) { self.init(Response(status: 422, json: errors.json)) }

  init(_ response: Response) { self.response = response }

  /// - Parameter limit: a sentence without its full stop.
  static func limitReached(_ limit: String) -> AdminError {
    AdminError(422, title: "Limit reached", detail: "\(limit); remove or reset what is not needed")
  }

  /// - Parameter noun: the kind of thing, without an article: `mapping`.
  static func notFound(_ noun: String, _ id: String, hint: String) -> AdminError {
    AdminError(
      404, title: "Not found", detail: "There is no \(noun) \"\(id.truncated(to: 100))\" in this sandbox; \(hint)")
  }
}

extension Response {
  /// WireMock's error format. `code` must be a number, because some of its clients read nothing else.
  static func error(_ status: Int, title: String, detail: String) -> Response {
    let error = DocumentError(code: status, pointer: nil, title: title, detail: detail)
    return Response(status: status, json: DocumentErrors([error]).json)
  }

  /// WireMock's response without content.
  static let done = Response(status: 200, json: [:])
}
