import UnderstudyHTTP
import UnderstudyServer
import UnderstudyVendors

/// Finds the endpoint that a request is for. Routes are values: the vendors' own, in their order.
struct Router: Sendable {
  private let surfaces: [Surface]
  private let routes: [(surface: Surface, operation: Operation)]
  private let vendors: [String]
  private let hosts: Set<String>
  /// What their names begin with: most other hosts do not.
  private let initials: Set<UInt8>

  init(_ surfaces: [Surface]) {
    self.surfaces = surfaces
    routes = surfaces.flatMap { surface in surface.operations.map { (surface, $0) } }
    vendors = Array(Set(surfaces.map(\.vendor)))
    hosts = Set(surfaces.map(\.host))
    initials = Set(hosts.compactMap(\.utf8.first))
  }

  enum Match: Sendable {
    /// - Parameter agentID: The agent's id as the path has it; nil if the path has none.
    case operation(Surface, Operation, agentID: String?)
    /// The path is known, the method is another; these are the ones that are answered.
    case otherMethod(Surface, allowed: [String])
    case nothing(UnknownPath)
  }

  /// Which endpoints a request has chosen before its path is looked at.
  private enum Choice {
    case all
    case vendor(String)
    case host(String)

    var prefix: String { if case .vendor(let vendor) = self { "/\(vendor)" } else { "" } }

    func admits(_ surface: Surface) -> Bool {
      switch self {
      case .all: true
      case .vendor(let vendor): surface.vendor == vendor
      case .host(let host): surface.host == host
      }
    }
  }

  /// A prefix chooses a vendor (`/voicebip/v1/agents/…`); otherwise a vendor's host does; otherwise all are
  /// looked at. What then still fits several endpoints is decided by whose credential the request carries.
  /// - Parameter carriesCredential: whether the request has a credential where the endpoint looks for one.
  func match(_ request: Request, carriesCredential: (Surface) -> Bool) -> Match {
    guard var path = RequestTarget(request.target) else { return .nothing(UnknownPath(surfaces)) }
    let choice = choice(request, &path)
    let method = request.method == "HEAD" ? "GET" : request.method
    var found: (surface: Surface, operation: Operation, agentID: String?)?
    for (surface, operation) in routes where operation.method == method {
      guard let values = operation.path.match(path), choice.admits(surface) else { continue }
      if found.map({ !carriesCredential($0.surface) && carriesCredential(surface) }) ?? true {
        found = (surface, operation, values.first)
      }
    }
    if let (surface, operation, agentID) = found { return .operation(surface, operation, agentID: agentID) }
    let others = routes.filter { $0.operation.path.match(path) != nil && choice.admits($0.surface) }
    let callers = others.filter { carriesCredential($0.surface) }
    let asked = callers.isEmpty ? others : callers
    guard let first = asked.first else {
      return .nothing(UnknownPath(surfaces.filter(choice.admits), choice.prefix, path.path))
    }
    return .otherMethod(first.surface, allowed: asked.map(\.operation.method).uniqued)
  }

  private func choice(_ request: Request, _ path: inout RequestTarget) -> Choice {
    if let vendor = path.removePrefix(among: vendors) { return .vendor(vendor) }
    let authority = path.authority ?? request.fields.value(of: .host)
    guard let authority, let initial = authority.utf8.first, initials.contains(initial | 0x20) else { return .all }
    let host = authority.hostName
    return hosts.contains(host) ? .host(host) : .all
  }
}

extension String {
  /// Of an authority (`api.example.com:443`, `[::1]:80`): its host in lower case, without brackets or a final dot.
  package var hostName: String {
    if hasPrefix("["), let end = firstIndex(of: "]") { return self[..<end].dropFirst().lowercased() }
    var host = prefix { $0 != ":" }.lowercased()
    if host.hasSuffix(".") { host.removeLast() }
    return host
  }
}

extension [String] {
  /// Each once, in the order of their first appearance.
  var uniqued: [String] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
