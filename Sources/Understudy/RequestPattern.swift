import UnderstudyJSON

extension MockServer {
  /// A WireMock request pattern. A part that is left out matches anything.
  public struct RequestPattern: Sendable {
    let json: JSON

    /// Matches every request.
    public static let any = RequestPattern()

    /// - Parameters:
    ///   - method: the HTTP method, such as `PUT`.
    ///   - path: the whole path, without a query and without a sandbox.
    ///   - headers: the values of header fields by name; the case of a name does not matter.
    ///   - body: JSON that the body contains, possibly among other members.
    public init(
      method: String? = nil, path: String? = nil, headers: [String: String] = [:], body: JSONValue? = nil
    ) {
      var members = Members()
      members["method"] = method.map(JSON.string)
      members["urlPath"] = path.map(JSON.string)
      for (name, value) in headers { members[name, in: "headers"] = ["equalTo": .string(value)] }
      // As text: WireMock parses a string that is given here as JSON.
      members["bodyPatterns"] = body.map {
        [["equalToJson": .string($0.description), "ignoreExtraElements": true]]
      }
      json = .object(members)
    }

    /// A pattern in WireMock's JSON, for parts that have no parameter here:
    /// `["method": "PUT", "urlPathPattern": "/functions/.*"]`. An error in it is thrown by the function that it is
    /// passed to.
    public init(wireMock json: JSONValue) { self.json = json.json }

    /// Matches requests with this method.
    public static func method(_ method: String) -> RequestPattern { RequestPattern(method: method) }

    /// Matches requests with this path.
    public static func path(_ path: String) -> RequestPattern { RequestPattern(path: path) }
  }
}

extension Members {
  /// A member of a member. Setting it adds the outer member if it is missing.
  fileprivate subscript(name: String, in outer: String) -> JSON? {
    get { self[outer]?.members?[name] }
    set {
      var inner = self[outer]?.members ?? [:]
      inner[name] = newValue
      self[outer] = .object(inner)
    }
  }
}
