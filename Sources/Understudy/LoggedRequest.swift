import Foundation

extension MockServer {
  /// A request and its response in the journal. Secrets and credentials that are not seeded are redacted.
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
    /// The status of the response; nil if a fault broke the connection instead.
    public let status: Int?
    /// The body of the response.
    public let answer: Data
    /// The rule that refused the request, such as `centerfy.temperature.range`; nil if none did.
    public let rule: String?
    /// A sentence for each member that had no effect.
    public let warnings: [String]

    /// The body as JSON; nil if it is not JSON.
    public var json: JSONValue? { try? JSONValue(text: String(decoding: body, as: UTF8.self)) }

    /// Returns the first value of a header field; the case of its name does not matter.
    public func header(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name.lowercased() }?.values.first
    }

    init(_ event: AnswerReader) throws(ControlPlaneError) {
      let (request, response) = (try event.member("request"), try event.member("response"))
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
      let hasFault = response.optional("fault") != nil
      status = hasFault ? nil : try response.integer("status")
      answer = hasFault ? Data() : try response.data("bodyAsBase64")
      rule = try details.optional("rule")?.string()
      warnings = try details.strings("warnings")
    }
  }
}
