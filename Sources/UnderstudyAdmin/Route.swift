import UnderstudyHTTP
import UnderstudyServer

/// One call of the control plane: a value, found by method and path.
struct AdminRoute: Sendable {
  let method: String
  /// Below the prefix; a step in braces is a parameter.
  let template: String
  /// What it does or answers, without a final stop.
  let summary: String
  /// The parameters that the query may have.
  let query: [String]
  /// What the body is; nil where it is not looked at.
  let body: AdminBody?
  let handle: Handler
  private let path: PathTemplate

  typealias Handler = @Sendable (AdminRequest) -> () throws(AdminError) -> Reply

  init(
    _ method: String, _ template: String, _ summary: String, query: [String] = [], body: AdminBody? = nil,
    _ handle: @escaping @Sendable (AdminRequest) -> () throws(AdminError) -> Response
  ) {
    self.init(
      method, template, summary, query: query, body: body,
      replying: { call in { () throws(AdminError) in .immediate(try handle(call)()) } })
  }

  init(
    _ method: String, _ template: String, _ summary: String, query: [String] = [], body: AdminBody? = nil,
    replying handle: @escaping Handler
  ) {
    self.method = method
    self.template = template
    self.summary = summary
    self.query = query
    self.body = body
    self.handle = handle
    path = PathTemplate(stringLiteral: template)
  }

  /// The values of the parameters, in their order; nil if the path is another.
  func match(_ steps: [String]) -> [String]? { path.match(segments: steps) }
}
