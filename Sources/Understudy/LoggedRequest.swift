import Foundation

extension MockServer {
  /// A request and its response in the journal, from the arrival of the request. Secrets and credentials that are not
  /// seeded are redacted.
  public struct LoggedRequest: Sendable {
    /// The id in the response's header `X-Understudy-Request-Id`.
    public let id: String
    /// The time of arrival by the sandbox's clock.
    public let time: Date
    /// The HTTP method, such as `PUT`.
    public let method: String
    /// The path and query as sent, without a sandbox in the path.
    public let target: String
    /// The header fields in order; each name once, with all its values.
    public let headers: [(name: String, values: [String])]
    /// The body as sent.
    public let body: Data
    /// Whether the response is delayed and not produced yet.
    public let isWaiting: Bool
    /// Whether the client left before it had the whole response. A client that ends its side of the connection while it
    /// waits counts as one that leaves.
    public let clientDeparted: Bool
    /// The status of the response; nil if a fault broke the connection instead, or the request waits.
    public let status: Int?
    /// The body of the response; empty while the request waits.
    public let answer: Data
    /// The rule that refused the request, such as `centerfy.temperature.range`; nil if none did.
    public let rule: String?
    /// A sentence for everything in the request that its sender probably did not intend.
    public let warnings: [String]
    /// The ids of the rules by which the response is as it is, and that no page of the vendor supports.
    public let assumptions: [String]

    /// The body as JSON; nil if it is not JSON.
    public var json: JSONValue? { try? JSONValue(text: String(decoding: body, as: UTF8.self)) }

    /// Returns the first value of a header field; the case of its name does not matter.
    public func header(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name.lowercased() }?.values.first
    }

    init(_ event: AnswerReader) throws(ControlPlaneError) {
      let (request, response) = (try event.member("request"), event.optional("response"))
      let details = try request.member("understudy")
      id = try event.string("id")
      time = Date(timeIntervalSince1970: Double(try request.integer("loggedDate")) / 1000)
      method = try request.string("method")
      target = try request.string("url")
      headers = try request.member("headers").members().map { name, value throws(ControlPlaneError) in
        guard value.json.array != nil else { return (name, [try value.string()]) }
        return (name, try value.elements { value throws(ControlPlaneError) in try value.string() })
      }
      body = try request.data("bodyAsBase64")
      let sent = response?.optional("fault") == nil ? response : nil
      status = try sent?.integer("status")
      answer = try sent?.data("bodyAsBase64") ?? Data()
      isWaiting = details.optional("waiting") != nil
      clientDeparted = details.optional("departed") != nil
      rule = try details.optional("rule")?.string()
      warnings = try details.strings("warnings")
      assumptions = try details.strings("assumptions")
    }
  }
}
