import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

/// Everything under `/__admin`, which no vendor uses: for tests, people and machines that look after the server.
///
/// Where WireMock has the same thing, path, request and answer are WireMock's, so that its clients work.
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

  /// - Returns: nil where the request is not for the control plane.
  package func answer(_ received: Request) -> Reply? {
    var request = received.inOriginForm
    // Most requests are a vendor's, and are looked at no further than this.
    guard request.target.hasPrefix(Self.prefix) || request.target.hasPrefix(Request.sandboxPrefix) else {
      return welcome(request).map(Reply.immediate)
    }
    let name: SandboxName?
    do throws(SandboxName.Invalid) {
      name = try request.takeSandbox()
    } catch {
      return nil  // The emulator says so, and keeps the request.
    }
    guard let path = request.pathBelow(Self.prefix) else { return nil }
    if let refusal = originPolicy.refusal(of: request) { return .immediate(refusal) }
    if let preflight = originPolicy.preflight(request) { return .immediate(preflight) }
    switch reply(to: request, path, in: name) {
    case .immediate(let response): return .immediate(allowing(response, for: request))
    case .deferred(let wait): return .deferred(wait)
    case .streaming(let response, let feed): return .streaming(allowing(response, for: request), feed)
    }
  }

  /// A person who opens the server in a browser wants to see what it does.
  private func welcome(_ request: Request) -> Response? {
    guard request.target == "/", request.method == "GET",
      request.fields.value(of: HTTPField.Name.accept)?.contains("text/html") == true
    else { return nil }
    return .redirect(to: "\(Self.prefix)/ui")
  }

  /// The answer, so that a page that may ask can also read it.
  func allowing(_ response: Response, for request: Request) -> Response {
    var response = response
    originPolicy.allow(&response, request)
    return response
  }

  private func reply(to request: Request, _ path: Substring, in name: SandboxName?) -> Reply {
    let steps = path.split(separator: "/").map { PercentCoding.decoded($0.utf8) ?? String($0) }
    let found = AdminRoute.all.compactMap { route in route.match(steps).map { (route, $0) } }
    let method = request.method == "HEAD" ? "GET" : request.method
    guard let (route, parameters) = found.first(where: { $0.0.method == method }) else {
      return .immediate(found.isEmpty ? .unknownCall(path) : .unknownMethod(found.map { $0.0.method }, path))
    }
    let call = AdminRequest(
      control: self, sandbox: emulator.sandboxes[name], request: request, parameters: parameters)
    do throws(AdminError) {
      try call.checkQuery(has: route.query)
      return try route.handle(call)()
    } catch {
      return .immediate(error.response)
    }
  }
}

extension Request {
  /// The path behind a prefix, without its query; nil where it has another beginning.
  fileprivate func pathBelow(_ prefix: String) -> Substring? {
    let path = target.prefix { $0 != "?" }
    guard path.hasPrefix(prefix) else { return nil }
    let rest = path.dropFirst(prefix.count)
    return rest.isEmpty || rest.first == "/" ? rest : nil
  }
}

extension Response {
  fileprivate static func unknownCall(_ path: Substring) -> Response {
    let known = AdminRoute.all.map(\.template)
    let sought = String(path.prefix(100))
    let nearest = sought.nearest(among: known) ?? known.first { $0.hasPrefix(sought) }
    let hint =
      nearest.map { template in
        let methods = AdminRoute.all.filter { $0.template == template }.map(\.method)
        return "did you mean \(methods.joined(separator: ", ")) \(ControlPlane.prefix)\(template)?"
      } ?? "the guide to testing and the README describe the calls"
    return .error(
      404, title: "The control plane has no such call",
      detail: "\(ControlPlane.prefix)\(sought) is not known; \(hint)")
  }

  fileprivate static func unknownMethod(_ methods: [String], _ path: Substring) -> Response {
    let allowed = methods.joined(separator: ", ")
    var response = Response.error(
      405, title: "Method not allowed",
      detail: "\(ControlPlane.prefix)\(path.prefix(200)) answers \(allowed) only")
    response.fields[.allow] = allowed
    return response
  }
}
