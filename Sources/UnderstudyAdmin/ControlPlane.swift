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
  private let worker: AdminWorker

  package init(_ emulator: Emulator, _ server: ServerInfo, _ originPolicy: AdminOriginPolicy) {
    self.emulator = emulator
    self.server = server
    self.originPolicy = originPolicy
    worker = AdminWorker(isRunning: server.isServing)
  }

  /// A request, as far as the event loop examines it.
  private enum Admission {
    case response(Response)
    case accepted(Request, AdminRoute.Match, SandboxName?)
  }

  /// Returns the reply to a request from the network; nil if the request is not for the control plane.
  ///
  /// Called on the event loop. The worker produces the reply, except for the few routes that must always respond at once.
  package func reply(to request: Request) -> Reply? {
    switch admit(request) {
    case .response(let response): .immediate(response)
    case .accepted(let request, let match, let sandbox):
      switch match.executor {
      case .eventLoop: allowing(reply(to: request, match, in: sandbox), for: request)
      case .worker: replyOnWorker(to: request) { reply(to: request, match, in: sandbox) }
      }
    case nil: nil
    }
  }

  /// Returns the reply to a request from within the process, produced on the calling thread; nil if the request is not
  /// for the control plane.
  package func localReply(to request: Request) -> Reply? {
    switch admit(request) {
    case .response(let response): .immediate(response)
    case .accepted(let request, let match, let sandbox):
      allowing(reply(to: request, match, in: sandbox), for: request)
    case nil: nil
    }
  }

  /// Returns a reply that the worker produces; an error if too many requests are waiting for it.
  func replyOnWorker(to request: Request, _ produce: @escaping @Sendable () -> Reply) -> Reply {
    worker.reply { allowing(produce(), for: request) } ?? allowing(.immediate(.tooManyWaiting), for: request)
  }

  private func admit(_ received: Request) -> Admission? {
    var request = received.inOriginForm
    // Most requests are a vendor's, and are examined no further than this.
    guard request.target.hasPrefix(Self.prefix) || request.target.hasPrefix(Request.sandboxPrefix) else {
      return welcome(request).map(Admission.response)
    }
    let sandbox: SandboxName?
    do throws(SandboxName.Invalid) {
      sandbox = try request.takeSandbox()
    } catch {
      return nil  // The emulator responds, and records the request.
    }
    guard let path = request.path(below: Self.prefix) else { return nil }
    if let refusal = originPolicy.refusal(of: request) { return .response(refusal) }
    if let preflight = originPolicy.preflight(request) { return .response(preflight) }
    return .accepted(request, AdminRoute.match(request.method, path), sandbox)
  }

  /// Returns a redirect to the dashboard for a person who opens the server in a browser.
  private func welcome(_ request: Request) -> Response? {
    guard request.target == "/", request.method == "GET",
      request.fields.value(of: HTTPField.Name.accept)?.contains("text/html") == true
    else { return nil }
    return .redirect(to: "\(Self.prefix)/ui")
  }

  /// Returns the reply with the fields that let an allowed page read it.
  private func allowing(_ reply: Reply, for request: Request) -> Reply {
    switch reply {
    case .immediate(var response):
      originPolicy.allow(&response, request)
      return .immediate(response)
    case .streaming(var response, let body):
      originPolicy.allow(&response, request)
      return .streaming(response, body)
    case .deferred: return reply
    }
  }

  private func reply(to request: Request, _ match: AdminRoute.Match, in name: SandboxName?) -> Reply {
    switch match {
    case .route(let route, let parameters):
      let request = AdminRequest(
        control: self, sandbox: emulator.sandboxes[name], request: request, parameters: parameters)
      do throws(AdminError) {
        try request.checkQuery(allowing: route.query)
        return try route.handler(request)()
      } catch {
        return .immediate(error.response)
      }
    case .otherMethod(let methods, let path): return .immediate(.methodNotAllowed(methods, path))
    case .none(let path): return .immediate(.unknownPath(path))
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
