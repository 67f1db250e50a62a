import UnderstudyJSON

/// What is to go wrong.
public struct Fault: Sendable {
  /// The mapping, but for its request and how often it acts.
  let mapping: Members

  /// The vendor's own answer with this status: its error form and its headers. Nothing is stored.
  ///
  /// - Parameter status: 400 to 599, such as 429 or 503.
  public static func status(_ status: Int) -> Fault {
    Fault(mapping: ["understudy": ["error": .number(Number(status))]])
  }

  /// The vendor's right answer, this much later. What the vendor does happens after the delay, too.
  public static func delay(_ delay: Duration) -> Fault {
    Fault(mapping: ["response": ["fixedDelayMilliseconds": delay.milliseconds], "understudy": emulated])
  }

  /// An answer of your own. Nothing is stored.
  public static func answer(_ status: Int, _ body: JSONValue, headers: [String: String] = [:]) -> Fault {
    let headers = headers.reduce(into: Members()) { $0[$1.key] = .string($1.value) }
    return Fault(
      mapping: [
        "response": ["status": .number(Number(status)), "headers": .object(headers), "jsonBody": body.json]
      ])
  }

  /// The connection is reset before the update is made: nothing is stored.
  public static let reset = broken("CONNECTION_RESET_BY_PEER")

  /// The connection is reset after the update is made: it is stored, and the client does not know.
  public static let resetAfterUpdate = Fault(
    mapping: ["response": ["fault": "CONNECTION_RESET_BY_PEER"], "understudy": emulated])

  /// The connection is closed in good order, without an answer. Nothing is stored.
  public static let emptyResponse = broken("EMPTY_RESPONSE")

  /// The header of an answer in chunks, and then what is no chunk. Nothing is stored.
  public static let malformedChunk = broken("MALFORMED_RESPONSE_CHUNK")

  /// Random bytes that are not HTTP. Nothing is stored.
  public static let randomData = broken("RANDOM_DATA_THEN_CLOSE")

  private static let emulated: JSON = ["emulate": true]

  private static func broken(_ fault: String) -> Fault {
    Fault(mapping: ["response": ["fault": .string(fault)]])
  }
}

extension Sandbox {
  /// Makes requests fail from now on. Of several faults that fit a request, the newest acts.
  ///
  /// - Parameters:
  ///   - fault: what goes wrong.
  ///   - pattern: which requests; by default all.
  ///   - times: how often, and then it is gone; nil, the default, is until ``removeFaults()`` or ``reset()``.
  /// - Throws: ``ControlPlaneError`` where the fault or the pattern cannot be, such as a status of 200.
  public func fail(
    _ fault: Fault, on pattern: RequestPattern = .any, times: Int? = nil
  ) throws(ControlPlaneError) {
    var mapping = fault.mapping
    mapping["request"] = pattern.json
    if let times {
      var extras = mapping["understudy"]?.members ?? [:]
      extras["times"] = .number(Number(times))
      mapping["understudy"] = .object(extras)
    }
    try add(mapping: JSONValue(.object(mapping)))
  }

  /// Adds a mapping as the control plane takes it (`POST /__admin/mappings`), for what ``fail(_:on:times:)`` does not
  /// say: scenarios, chance, delays at random.
  ///
  /// - Throws: ``ControlPlaneError`` with every mistake in it.
  public func add(mapping: JSONValue) throws(ControlPlaneError) { try ask("POST", "/mappings", mapping.json) }

  /// Requests are answered as the vendor does again.
  public func removeFaults() throws(ControlPlaneError) { try ask("DELETE", "/mappings") }
}
