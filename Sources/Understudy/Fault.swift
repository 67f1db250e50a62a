import UnderstudyJSON

extension MockServer {
  /// A failure that requests of a sandbox meet.
  public struct Fault: Sendable {
    /// The mapping without its request pattern and its number of uses.
    let mapping: Members

    /// The vendor's own error response with this status, headers included. Nothing is stored.
    ///
    /// - Parameter status: 400 to 599, such as 429 or 503.
    public static func status(_ status: Int) -> Fault {
      Fault(mapping: ["understudy": ["error": .number(Number(status))]])
    }

    /// The vendor's correct response after a delay. The update is made after the delay, too.
    public static func delay(_ delay: Duration) -> Fault {
      Fault(mapping: ["response": ["fixedDelayMilliseconds": delay.milliseconds], "understudy": emulated])
    }

    /// A custom response with a JSON body. Nothing is stored.
    public static func answer(_ status: Int, _ body: JSONValue, headers: [String: String] = [:]) -> Fault {
      let headers = headers.reduce(into: Members()) { $0[$1.key] = .string($1.value) }
      let response: JSON = ["status": .number(Number(status)), "headers": .object(headers), "jsonBody": body.json]
      return Fault(mapping: ["response": response])
    }

    /// A connection reset before the update is made. Nothing is stored.
    public static let reset = broken("CONNECTION_RESET_BY_PEER")

    /// A connection reset after the update is made. The update is stored, but the client gets no response.
    public static let resetAfterUpdate = Fault(
      mapping: ["response": ["fault": "CONNECTION_RESET_BY_PEER"], "understudy": emulated])

    /// An orderly close of the connection without a response. Nothing is stored.
    public static let emptyResponse = broken("EMPTY_RESPONSE")

    /// The header of a chunked response, followed by an invalid chunk. Nothing is stored.
    public static let malformedChunk = broken("MALFORMED_RESPONSE_CHUNK")

    /// Random bytes that are not HTTP. Nothing is stored.
    public static let randomData = broken("RANDOM_DATA_THEN_CLOSE")

    private static let emulated: JSON = ["emulate": true]

    private static func broken(_ fault: JSON) -> Fault { Fault(mapping: ["response": ["fault": fault]]) }
  }
}

extension MockServer.Sandbox {
  /// Makes requests fail from now on. If several faults match a request, the newest applies.
  ///
  /// - Parameters:
  ///   - fault: the failure.
  ///   - pattern: the requests that fail; all by default.
  ///   - times: the number of requests that fail; if nil, they fail until ``removeFaults()`` or ``reset()``.
  /// - Throws: ``MockServer/ControlPlaneError`` if the fault or the pattern is invalid, such as a status of 200.
  public func fail(
    _ fault: MockServer.Fault, on pattern: MockServer.RequestPattern = .any, times: Int? = nil
  ) throws(MockServer.ControlPlaneError) {
    var mapping = fault.mapping
    mapping["request"] = pattern.json
    if let times {
      var extras = mapping["understudy"]?.members ?? [:]
      extras["times"] = .number(Number(times))
      mapping["understudy"] = .object(extras)
    }
    try add(mapping: MockServer.JSONValue(.object(mapping)))
  }

  /// Adds a stub mapping in the form of `POST /__admin/mappings`: scenarios, probabilities, random delays.
  ///
  /// - Throws: ``MockServer/ControlPlaneError`` with every error in it.
  public func add(mapping: MockServer.JSONValue) throws(MockServer.ControlPlaneError) {
    try call("POST", "/mappings", mapping.json)
  }

  /// Removes all faults and mappings.
  public func removeFaults() throws(MockServer.ControlPlaneError) { try call("DELETE", "/mappings") }
}
