import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

/// The reason why the control plane refuses a request, as a response in WireMock's error format.
struct AdminError: Error {
  var response: Response

  init(_ status: Int, title: String, detail: String) {
    response = .error(status, title: title, detail: detail)
  }

  static let tooManyWaiting = AdminError(
    503, title: "Too many requests to the control plane are waiting",
    detail: "At most \(AdminWorker.maximumWaiting) can wait at once; try again later")

  /// - Parameter rule: what a value must be, as `true or false`.
  static func invalidParameter(_ name: String, mustBe rule: String, not text: String) -> AdminError {
    AdminError(
      422, title: "Invalid query parameter",
      detail: "`\(name)` must be \(rule), but was \"\(text.truncated(to: 100))\"")
  }

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
  /// Creates the response to a request whose handler has thrown an error.
  init(to error: any Error) {
    switch error {
    case let error as AdminError: self = error.response
    case let error as ReadError: self.init(status: 422, json: DocumentErrors(error).json)
    case let error as DocumentErrors: self.init(status: 422, json: error.json)
    case let error as SandboxName.Invalid: self = error.response
    case let error as StartupFileError: self = .filesNotLoaded(error)
    case let error as StoreError where error.isSuperseded:
      self = .error(409, title: "The sandbox was reset meanwhile", detail: "Nothing was changed; try again.")
    case let error as StoreError where error.shortage != nil:
      self = .error(
        500, title: "The database failed",
        detail: "\(error); nothing was changed. Reset or remove sandboxes, or remove snapshots or agents")
    case let error as StoreError: self = .error(500, title: "The database failed", detail: "\(error)")
    default: self = .error(500, title: "Internal error", detail: "\(error)")
    }
  }

  /// WireMock's error format. `code` must be a number, because some of its clients read nothing else.
  static func error(_ status: Int, title: String, detail: String) -> Response {
    let error = DocumentError(code: status, pointer: nil, title: title, detail: detail)
    return Response(status: status, json: DocumentErrors([error]).json)
  }

  private static func filesNotLoaded(_ error: StartupFileError) -> Response {
    switch error {
    case .unreadable(let kind, let sentence):
      return .error(
        422, title: "The \(kind == .seeds ? "seeds" : "mappings") cannot be read; the current ones stay",
        detail: sentence)
    case .invalid(let seeds, let mappings):
      let errors =
        seeds.map { $0.json(title: "The seeds are invalid; the current ones stay") }
        + mappings.map { $0.json(title: "The mappings are invalid; the current ones stay") }
      return Response(status: 422, json: ["errors": .array(errors)])
    }
  }
}

extension Reply {
  static func json(_ json: JSON, status: Int = 200) -> Reply { .immediate(Response(status: status, json: json)) }

  /// WireMock's response without content.
  static let done = json([:])

  static func redirect(to address: String) -> Reply {
    .immediate(Response(status: 302, fields: [.location: address]))
  }
}

extension LocatedError {
  var json: JSON { .object(members) }

  /// The error in WireMock's format.
  fileprivate func json(title: String) -> JSON {
    var members: Members = ["code": 422, "title": .string(title)]
    for member in self.members { members[member.name] = member.value }
    return .object(members)
  }

  private var members: Members {
    [
      "source": [
        "file": .string(file), "line": .number(Number(position.line)), "column": .number(Number(position.column)),
        "pointer": .string(pointer),
      ],
      "detail": .string(message),
    ]
  }
}
