import UnderstudyHTTP
import UnderstudyPlatform
import UnderstudyServer
import UnderstudyVendors

/// The router of requests to operations. The routes are those of the vendors, in their order.
struct Router: Sendable {
  private let vendors: [Vendor]
  private let routes: [Route]
  private let routesByMethod: [String: [Route]]
  private let prefixes: [String]
  private let hosts: Set<String>
  /// The first bytes of the hosts' names, which rule out most other hosts.
  private let initials: Set<UInt8>

  init(_ vendors: [Vendor]) {
    self.vendors = vendors
    let surfaces = vendors.flatMap(\.surfaces)
    routes = surfaces.flatMap { surface in surface.operations.map { Route(surface: surface, operation: $0) } }
    routesByMethod = Dictionary(grouping: routes, by: \.operation.method)
    prefixes = vendors.map(\.id)
    hosts = Set(surfaces.flatMap(\.hosts))
    initials = Set(hosts.compactMap(\.utf8.first))
  }

  fileprivate struct Route {
    let surface: Surface
    let operation: Operation
  }

  enum Match: Sendable {
    /// - Parameter agentID: The agent's id as it is in the path; nil if the path has none.
    case operation(Surface, Operation, agentID: String?)
    /// The path is known, but not with this method.
    case otherMethod(Surface, allowed: [String])
    case serverPage(ServerPage)
    case nothing(UnknownPath)
  }

  /// The surfaces that a request selects by a prefix or a host.
  private enum Choice {
    case all
    case vendor(String)
    case host(String)

    var prefix: String { if case .vendor(let vendor) = self { "/\(vendor)" } else { "" } }

    func admits(_ surface: Surface) -> Bool {
      switch self {
      case .all: true
      case .vendor(let vendor): surface.vendor == vendor
      case .host(let host): surface.hosts.contains(host)
      }
    }
  }

  /// Returns the operation of a request.
  ///
  /// A prefix selects a vendor (`/voicebip/v1/agents/…`), otherwise a vendor's host does. If several surfaces still
  /// match, the credential decides.
  /// - Parameter carriesCredential: Whether the request has a token in a place of the surface's credential.
  func match(_ request: Request, carriesCredential: (Request, Surface) -> Bool) -> Match {
    guard var path = RequestTarget(request.target) else { return .nothing(UnknownPath(vendors)) }
    let choice = choice(request, &path)
    let method = request.method == "HEAD" ? "GET" : request.method
    let candidates = routesByMethod[method] ?? []
    var found: (route: Route, agentID: String?)?
    // A span gives access without retaining and releasing each route.
    let span = candidates.span
    for index in span.indices {
      guard let values = span[index].operation.path.match(path), choice.admits(span[index].surface) else {
        continue
      }
      let route = span[index]
      let isBetter = found.map {
        !carriesCredential(request, $0.route.surface) && carriesCredential(request, route.surface)
      }
      if isBetter ?? true {
        found = (route, values.first)
      }
    }
    if let (route, agentID) = found { return .operation(route.surface, route.operation, agentID: agentID) }
    let unknown = UnknownPath(vendors, choosing: choice.admits, behind: choice.prefix, path.path)
    guard unknown.published(method).isEmpty else { return .nothing(unknown) }
    let others = routes.filter { $0.operation.path.match(path) != nil && choice.admits($0.surface) }
    let callers = others.filter { carriesCredential(request, $0.surface) }
    if let match = Match(otherMethodOf: callers.isEmpty ? others : callers) { return match }
    if case .all = choice, let page = ServerPage(method, path.path) { return .serverPage(page) }
    return .nothing(unknown)
  }

  /// Returns the match of a request whose credential belongs to another vendor than its method; nil if there is none.
  ///
  /// For requests that ``match(_:carriesCredential:)`` leads to a surface whose credential they do not carry.
  func otherMethod(_ request: Request, carriesCredential: (Request, Surface) -> Bool) -> Match? {
    guard var path = RequestTarget(request.target) else { return nil }
    let choice = choice(request, &path)
    return Match(
      otherMethodOf: routes.filter {
        $0.operation.path.match(path) != nil && choice.admits($0.surface) && carriesCredential(request, $0.surface)
      })
  }

  /// Returns where a vendor has the endpoint of a request: at the host that the request names, else at the usual one of its
  /// surface or of the vendor that its prefix names; nil if it belongs to no vendor.
  /// - Parameter request: in origin form.
  func upstreamAddress(of request: Request, at match: Match) -> UpstreamAddress? {
    guard var path = RequestTarget(request.target) else { return nil }
    let surface: Surface?
    switch match {
    case .operation(let found, _, _): surface = found
    case .otherMethod(let found, _): surface = found
    case .nothing: surface = nil
    case .serverPage: return nil
    }
    switch choice(request, &path) {
    case .host(let host): return UpstreamAddress(host: host, target: request.target)
    case .all: return surface.map { UpstreamAddress(host: $0.host, target: request.target) }
    case .vendor(let id):
      let host = surface?.host ?? vendors.first { $0.id == id }?.surfaces.first?.host
      return host.map { UpstreamAddress(host: $0, target: request.target.withoutFirstSegment) }
    }
  }

  private func choice(_ request: Request, _ path: inout RequestTarget) -> Choice {
    if let vendor = path.removePrefix(among: prefixes) { return .vendor(vendor) }
    let authority = path.authority ?? request.fields.value(of: .host)
    guard let authority, let initial = authority.utf8.first, initials.contains(initial | 0x20),
      let host = Authority(authority)?.host
    else { return .all }
    return hosts.contains(host) ? .host(host) : .all
  }
}

extension Router.Match {
  /// Creates the match of a path whose routes have other methods; nil without routes.
  fileprivate init?(otherMethodOf routes: [Router.Route]) {
    guard let first = routes.first else { return nil }
    self = .otherMethod(first.surface, allowed: routes.map(\.operation.method).uniqued)
  }
}

/// Where a vendor has the endpoint of a request.
struct UpstreamAddress: Sendable {
  let host: String
  /// The request target there, as the client wrote it.
  let target: String
}

extension String {
  /// A path that begins with the second segment of this one.
  fileprivate var withoutFirstSegment: String {
    let rest = utf8.dropFirst()
    return rest.firstIndex(of: UInt8(ascii: "/")).map { String(self[$0...]) } ?? self
  }
}
