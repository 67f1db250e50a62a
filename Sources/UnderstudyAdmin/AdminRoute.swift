import UnderstudyHTTP
import UnderstudyServer

/// A route of the control plane: how requests are recognised, what its OpenAPI document says, and the handler.
///
/// The routes stand in `Routes`, each in one file with its handler and the schema of its body.
struct AdminRoute: Sendable {
  let method: String
  /// The path below the prefix; a segment in braces is a parameter.
  let template: String
  /// What the route does or returns, without a full stop.
  let summary: String
  /// The names of the query parameters.
  let query: [String]
  /// The schema of the body; nil if the body is ignored.
  let body: AdminBody?
  let executor: Executor
  let handler: Handler
  private let path: PathTemplate

  /// Where the handler runs.
  enum Executor {
    case worker
    /// For handlers that take no time, and must respond while the worker is busy.
    case eventLoop
  }

  typealias Handler = @Sendable (AdminRequest) -> () throws(AdminError) -> Reply
  typealias ResponseHandler = @Sendable (AdminRequest) -> () throws(AdminError) -> Response

  init(
    _ method: String, _ template: String, _ summary: String, query: [String] = [], body: AdminBody? = nil,
    on executor: Executor = .worker, _ handler: @escaping ResponseHandler
  ) {
    self.init(
      method, template, summary, query: query, body: body, on: executor,
      replying: { request in { () throws(AdminError) in .immediate(try handler(request)()) } })
  }

  init(
    _ method: String, _ template: String, _ summary: String, query: [String] = [], body: AdminBody? = nil,
    on executor: Executor = .worker, replying handler: @escaping Handler
  ) {
    self.method = method
    self.template = template
    self.summary = summary
    self.query = query
    self.body = body
    self.executor = executor
    self.handler = handler
    path = PathTemplate(stringLiteral: template)
  }

  /// Returns the values of the path parameters in their order; nil if the path is another.
  func match(_ segments: [String]) -> [String]? { path.match(segments: segments) }
}

extension AdminRoute {
  /// All routes. If several match a path, the first is used.
  static let all: [AdminRoute] = [
    health, requests, nearMisses, mappings, scenarios, settings, reset, dashboard, probes, info, metrics, openAPI,
    verify, agents, changes, events, audit, rules, clock, snapshots, export, sandboxes, seeds,
  ].flatMap(\.self)
}
