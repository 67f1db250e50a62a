import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

/// A route of the control plane: how requests are recognised, what its OpenAPI document says, and the handler.
///
/// The routes stand in `Routes`, each in one file with its handler and the schema of its body.
struct AdminRoute: Sendable {
  let method: String
  /// The path below the prefix.
  let path: PathTemplate
  /// What the route does or returns, without a full stop.
  let summary: String
  /// The names of the query parameters.
  let query: [String]
  /// The schema of the body; nil if the body is ignored.
  let body: AdminBody?
  /// What the route changes of its sandbox, about which subscribers get an event; nil if it changes nothing, or publishes its own.
  let changedPart: Journal.SandboxPart?
  let executor: Executor
  let handler: Handler

  enum Executor {
    case worker
    /// For handlers that take no time, and must respond while the worker is busy.
    case eventLoop
  }

  /// Errors of any type become a response: see `Response(to:)`.
  typealias Handler = @Sendable (AdminRequest) throws -> Reply
  typealias Match = (route: AdminRoute, parameters: [String])

  init(
    _ method: String, _ path: PathTemplate, _ summary: String, query: [String] = [], body: AdminBody? = nil,
    changing part: Journal.SandboxPart? = nil, on executor: Executor = .worker, _ handler: @escaping Handler
  ) {
    self.method = method
    self.path = path
    self.summary = summary
    self.query = query
    self.body = body
    changedPart = part
    self.executor = executor
    self.handler = handler
  }

  /// All routes. If several match a request, the first is used.
  static let all: [AdminRoute] = [
    health, requests, requestsAsHAR, nearMisses, mappings, scenarios, reset, dashboard, probes, certificates,
    openAPI, verify, verdict, agents, changes, events, audit, rules, compare, profile, clock, snapshots, export,
    sandboxes,
    seeds, credentials,
  ].flatMap(\.self)

  static func match(_ method: String, _ path: Substring) -> Match? {
    let method = method == "HEAD" ? "GET" : method
    return matches(path).first { $0.route.method == method }
  }

  /// Returns the routes of all methods at a path.
  fileprivate static func matches(_ path: Substring) -> [Match] {
    let segments = segments(of: path)
    // An empty segment is a parameter that is missing.
    guard !segments.contains("") else { return [] }
    return all.compactMap { route in route.path.match(segments: segments).map { (route, $0) } }
  }
}

extension AdminRoute {
  /// Returns the decoded segments of a path.
  ///
  /// A slash at the end is ignored only if no route has a parameter behind it. `DELETE /sandboxes/` may have lost its name on
  /// the way, and must not remove all sandboxes.
  private static func segments(of path: Substring) -> [String] {
    let steps = path.drop { $0 == "/" }
    guard !steps.isEmpty else { return [] }
    let segments = steps.split(separator: "/", omittingEmptySubsequences: false).map {
      PercentCoding.decoded($0.utf8) ?? String($0)
    }
    guard segments.last == "",
      path == dashboardFolder || !all.contains(where: { $0.path.match(segments: segments) != nil })
    else { return segments }
    return segments.dropLast()
  }
}

/// The body of a request to the control plane, as the OpenAPI document describes it.
struct AdminBody: Sendable {
  /// The name of the schema in the document.
  let name: String
  let summary: String
  /// The schemas of the members.
  let properties: Members
  /// A body that the server accepts.
  let example: JSON?

  init(_ name: String, _ summary: String, _ properties: Members = [:], example: JSON? = nil) {
    self.name = name
    self.summary = summary
    self.properties = properties
    self.example = example
  }

  var reference: JSON { ["$ref": .string("#/components/schemas/\(name)")] }

  private var schema: Members {
    var schema: Members = ["type": "object", "description": .string(summary)]
    if !properties.isEmpty { schema["properties"] = .object(properties) }
    schema["example"] = example
    return schema
  }

  /// The schemas by name, in the order of the document.
  static let schemas = JSON.object(
    [
      requestPattern, mapping, stubImport, metadataPattern, loggedRequest, verification, settings, clock,
      ruleSwitch,
      profile, scenarioState, agent,
    ].reduce(into: Members()) { $0[$1.name] = .object($1.schema) })
}

extension JSON {
  static let stringSchema: JSON = ["type": "string"]
  static let integerSchema: JSON = ["type": "integer"]
  static let booleanSchema: JSON = ["type": "boolean"]
  static let objectSchema: JSON = ["type": "object"]
}

extension AdminError {
  /// The error of a path that has no route, or routes for other methods only.
  static func noRoute(at path: Substring) -> AdminError {
    let methods = AdminRoute.matches(path).map(\.route.method).joined(separator: ", ")
    guard methods.isEmpty else {
      var error = AdminError(
        405, title: "Method not allowed",
        detail: "\(ControlPlane.prefix)\(path.prefix(200)) supports \(methods) only")
      error.response.fields[.allow] = methods
      return error
    }
    let sent = String(path.prefix(100))
    return AdminError(
      404, title: "The control plane has no such path",
      detail: "\(ControlPlane.prefix)\(sent) is not known; \(hint(for: sent))")
  }

  private static func hint(for path: String) -> String {
    let known = AdminRoute.all.map(\.path.description)
    guard let nearest = path.nearest(among: known) ?? known.first(where: { $0.hasPrefix(path) }) else {
      return "GET \(ControlPlane.prefix)/openapi/control-plane lists all routes"
    }
    let methods = AdminRoute.all.filter { $0.path.description == nearest }.map(\.method).joined(separator: ", ")
    return Suggestion.question("\(methods) \(ControlPlane.prefix)\(nearest)", in: .none)
  }
}
