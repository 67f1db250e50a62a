import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer

/// The routes below `/__admin`, a path that no vendor uses: for tests, for people and for monitoring.
///
/// If WireMock has the same route, path, request and response are WireMock's, so that its clients work.
package struct ControlPlane: Sendable {
  static let prefix = "/__admin"
  let emulator: Emulator
  let server: ServerInfo
  private let originPolicy: AdminOriginPolicy

  package init(_ emulator: Emulator, _ server: ServerInfo, _ originPolicy: AdminOriginPolicy) {
    self.emulator = emulator
    self.server = server
    self.originPolicy = originPolicy
  }

  /// - Returns: nil if the request is not for the control plane.
  package func answer(_ request: Request) -> Reply? {
    // Most requests are a vendor's, and are examined no further than this.
    guard request.target.hasPrefix(Self.prefix) || request.target.hasPrefix(Request.sandboxPrefix) else {
      return welcome(request).map(Reply.immediate)
    }
    var request = request
    let name: SandboxName?
    do throws(SandboxName.Invalid) {
      name = try request.takeSandbox()
    } catch {
      return nil  // The emulator responds, and records the request.
    }
    guard let path = request.path(below: Self.prefix) else { return nil }
    if let refusal = originPolicy.refusal(of: request) { return .immediate(refusal) }
    if let preflight = originPolicy.preflight(request) { return .immediate(preflight) }
    switch reply(to: request, path, in: name) {
    case .immediate(let response): return .immediate(allowing(response, for: request))
    case .deferred(let response): return .deferred(response)
    case .streaming(let response, let body): return .streaming(allowing(response, for: request), body)
    }
  }

  /// Returns a redirect to the dashboard for a person who opens the server in a browser.
  private func welcome(_ request: Request) -> Response? {
    guard request.target == "/", request.method == "GET",
      request.fields.value(of: HTTPField.Name.accept)?.contains("text/html") == true
    else { return nil }
    return .redirect(to: "\(Self.prefix)/ui")
  }

  /// Returns the response with the fields that let an allowed page read it.
  func allowing(_ response: Response, for request: Request) -> Response {
    var response = response
    originPolicy.allow(&response, request)
    return response
  }

  private func reply(to request: Request, _ path: Substring, in name: SandboxName?) -> Reply {
    switch AdminRoute.match(request.method, path) {
    case .route(let route, let parameters):
      let request = AdminRequest(
        control: self, sandbox: emulator.sandboxes[name], request: request, parameters: parameters)
      do throws(AdminError) {
        try request.checkQuery(allowing: route.query)
        return try route.handler(request)()
      } catch {
        return .immediate(error.response)
      }
    case .otherMethod(let methods): return .immediate(.methodNotAllowed(methods, path))
    case .none: return .immediate(.unknownPath(path))
    }
  }
}

extension Request {
  /// Returns the path after a prefix, without the query; nil if the path begins otherwise.
  fileprivate func path(below prefix: String) -> Substring? {
    let path = target.prefix { $0 != "?" }
    guard path.hasPrefix(prefix) else { return nil }
    let rest = path.dropFirst(prefix.count)
    return rest.isEmpty || rest.first == "/" ? rest : nil
  }
}
