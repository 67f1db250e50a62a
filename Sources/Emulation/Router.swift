import Vendors

/// Finds the endpoint that a request is for. Routes are values: the vendors' path templates, in their order.
struct Router: Sendable {
  let endpoints: [Endpoint]

  enum Match {
    case endpoint(Endpoint, agentID: String)
    /// The path is known, the method is another.
    case otherMethod(Endpoint)
    case nothing
  }

  func match(method: String, target: String) -> Match {
    guard let path = RequestPath(target: target) else { return .nothing }
    var other: Endpoint?
    for endpoint in endpoints {
      guard let agentID = endpoint.path.match(path) else { continue }
      if endpoint.method == method { return .endpoint(endpoint, agentID: agentID) }
      other = other ?? endpoint
    }
    return other.map(Match.otherMethod) ?? .nothing
  }
}
