import UnderstudyJSON

/// Which requests are meant. It is WireMock's request pattern; what is not given may be anything.
public struct RequestPattern: Sendable {
  let json: JSON

  /// Every request.
  public static let any = RequestPattern()

  /// - Parameters:
  ///   - method: such as `PUT`.
  ///   - path: the whole path, without a query, as the client sends it but for a sandbox in it.
  ///   - headers: the values of header fields, each by its name in any case.
  ///   - body: JSON that the body holds, possibly among other members.
  public init(
    method: String? = nil, path: String? = nil, headers: [String: String] = [:], body: JSONValue? = nil
  ) {
    var members = Members()
    members["method"] = method.map(JSON.string)
    members["urlPath"] = path.map(JSON.string)
    for (name, value) in headers { members[name, in: "headers"] = ["equalTo": .string(value)] }
    // As text: where WireMock is given a string, it reads JSON in it.
    members["bodyPatterns"] = body.map { [["equalToJson": .string($0.description), "ignoreExtraElements": true]] }
    json = .object(members)
  }

  /// A pattern as WireMock writes it, for what has no parameter here:
  /// `["method": "PUT", "urlPathPattern": "/functions/.*"]`. A mistake in it is thrown where the pattern is used.
  public init(wireMock json: JSONValue) { self.json = json.json }

  /// Requests with this method.
  public static func method(_ method: String) -> RequestPattern { RequestPattern(method: method) }

  /// Requests with this path.
  public static func path(_ path: String) -> RequestPattern { RequestPattern(path: path) }
}

extension Members {
  /// A member of a member, which is made where it is not there.
  fileprivate subscript(name: String, in outer: String) -> JSON? {
    get { self[outer]?.members?[name] }
    set {
      var inner = self[outer]?.members ?? [:]
      inner[name] = newValue
      self[outer] = .object(inner)
    }
  }
}
