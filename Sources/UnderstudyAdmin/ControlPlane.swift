import HTTPTypes
import UnderstudyCertificates
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

/// The routes below `/__admin`, a path that no vendor uses: for tests, for people and for monitoring.
///
/// If WireMock has the same route, path, request and response are WireMock's, so that its clients work.
package struct ControlPlane: Sendable {
  static let prefix = "/__admin"
  package let emulator: Emulator
  let server: ServerInfo
  private let originPolicy: AdminOriginPolicy
  private let worker: AdminWorker

  package init(_ emulator: Emulator, _ server: ServerInfo, _ originPolicy: AdminOriginPolicy) {
    self.emulator = emulator
    self.server = server
    self.originPolicy = originPolicy
    worker = AdminWorker(isRunning: server.isServing)
  }

  /// Returns the reply to a request from the network; nil if the request is not for the control plane.
  ///
  /// Called on the event loop. The worker produces the reply, except for the few routes that must always respond at once.
  package func reply(to request: Request) -> Reply? {
    switch admit(request) {
    case (.eventLoop, let produce)?: produce()
    case (.worker, let produce)?: replyOnWorker(to: request, produce)
    case nil: nil
    }
  }

  /// Returns the reply to a request from within the process, produced on the calling thread; nil if the request is not
  /// for the control plane.
  package func localReply(to request: Request) -> Reply? { admit(request)?.produce() }

  /// Returns a reply that the worker produces; an error if too many requests are waiting for it.
  func replyOnWorker(to request: Request, _ produce: @escaping @Sendable () -> Reply) -> Reply {
    worker.reply(produce) ?? allowing(.immediate(AdminError.tooManyWaiting.response), for: request)
  }

  /// Waits until no reply is produced any more, after the server has stopped. A worker that has just produced one would still hold
  /// the store, so that the same file could not be opened again at once.
  package func finish() { worker.finish() }

  /// Returns where and how the reply is produced; nil if the request is not for the control plane.
  private func admit(_ received: Request) -> (executor: AdminRoute.Executor, produce: @Sendable () -> Reply)? {
    guard received.mayBeForControlPlane else { return nil }
    var request = received.inOriginForm
    let sandbox: SandboxName?
    do {
      sandbox = try request.takeSandbox()
    } catch {
      return nil  // The emulator responds, and records the request.
    }
    guard let path = request.path(below: Self.prefix) else { return nil }
    if let refusal = originPolicy.refusal(of: request) { return (.eventLoop, { .immediate(refusal) }) }
    if request.method == "OPTIONS", let origin = request.fields.value(of: .origin) {
      let preflight = Response(preflight: request, of: origin, methods: "GET, POST, PUT, DELETE")
      return (.eventLoop, { .immediate(preflight) })
    }
    let match = AdminRoute.match(request.method, path)
    return (
      match?.route.executor ?? .worker,
      { [request] in allowing(reply(to: request, at: path, match, in: sandbox), for: request) }
    )
  }

  /// Returns the reply with the fields that let an allowed page read it.
  func allowing(_ reply: Reply, for request: Request) -> Reply {
    guard let origin = request.fields.value(of: .origin) else { return reply }
    switch reply {
    case .immediate(var response):
      response.allow(origin)
      return .immediate(response)
    case .streaming(var response, let body):
      response.allow(origin)
      return .streaming(response, body)
    case .deferred: return reply
    }
  }

  private func reply(
    to request: Request, at path: Substring, _ match: AdminRoute.Match?, in sandbox: SandboxName?
  ) -> Reply {
    do {
      if let call = UnsupportedCall.match(request.method, path) { throw call.error }
      guard let (route, parameters) = match else { throw AdminError.noRoute(at: path) }
      let request = AdminRequest(
        control: self, sandbox: emulator.sandboxes[sandbox], request: request, parameters: parameters)
      try request.checkQuery(allowing: route.query)
      let reply = try route.handler(request)
      if let part = route.changedPart { request.journal.publishChange(of: part, in: request.sandbox.name) }
      return reply
    } catch {
      return .immediate(Response(to: error))
    }
  }
}

/// The properties of the server that the control plane reports.
package struct ServerInfo: Sendable {
  package let version: String
  /// Returns the command-line options as `/info` lists them: the name, the value, and the origin `flag`, `variable` or
  /// `default`.
  package let options: @Sendable () -> [JSON]
  /// The kinds of issues that fail a run; empty if none were named.
  package let failingIssues: Set<RequestCounters.Issue>
  /// Returns the number of log lines that were dropped because their output was not read.
  package let droppedLogLines: @Sendable () -> Int
  /// Whether the server accepts requests; false before it has started and when it stops.
  package let isServing: @Sendable () -> Bool
  /// Nil if the server speaks plain HTTP only.
  package let certificates: ServerCertificates?
  /// Returns the mode of forwarding and the state of the recording; null if nothing is forwarded.
  package let upstream: @Sendable () -> JSON
  /// The files of seeds and mappings.
  package let startupFiles: StartupFiles
  private let started = ContinuousClock.now

  package init(
    version: String, options: @escaping @Sendable () -> [JSON],
    failingIssues: Set<RequestCounters.Issue> = [],
    droppedLogLines: @escaping @Sendable () -> Int = { 0 }, isServing: @escaping @Sendable () -> Bool,
    certificates: ServerCertificates? = nil, upstream: @escaping @Sendable () -> JSON = { .null },
    startupFiles: StartupFiles
  ) {
    self.version = version
    self.options = options
    self.failingIssues = failingIssues
    self.droppedLogLines = droppedLogLines
    self.isServing = isServing
    self.certificates = certificates
    self.upstream = upstream
    self.startupFiles = startupFiles
  }

  var uptimeInSeconds: Int { Int(started.duration(to: .now) / .seconds(1)) }
}

extension Request {
  /// False for most requests of vendors' clients, which are then examined no further.
  fileprivate var mayBeForControlPlane: Bool {
    target.utf8.first != UInt8(ascii: "/") || target.hasPrefix(ControlPlane.prefix)
      || target.hasPrefix(Self.sandboxPrefix)
  }

  /// Returns the path after a prefix, without the query; nil if the path begins otherwise.
  fileprivate func path(below prefix: String) -> Substring? {
    guard path.hasPrefix(prefix) else { return nil }
    let rest = path.dropFirst(prefix.count)
    return rest.isEmpty || rest.first == "/" ? rest : nil
  }
}
