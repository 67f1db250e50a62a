import HTTPTypes
import JSON
import Stubbing

extension SentRequest {
  /// A request as the journal writes it, as far as patterns look at it.
  init(logged json: JSON) throws(StubMistakes) {
    self = try Fields.read(json, "a logged request") { fields in
      for ignored in Self.ignored { _ = fields.given(ignored) }
      let headers = fields.each("headers") { text, headers -> [HTTPField]? in
        guard let name = HTTPField.Name(text), let value = headers.value(text) else { return nil }
        return (value.array ?? [value]).compactMap(\.string).map { HTTPField(name: name, value: $0) }
      }
      return SentRequest(
        method: fields.string("method") ?? "GET", target: fields.string("url") ?? "/",
        fields: HTTPFields(headers.joined()), body: Array((fields.string("body") ?? "").utf8))
    }
  }

  private static let ignored = [
    "absoluteUrl", "clientIp", "cookies", "browserProxyRequest", "loggedDate", "loggedDateString", "bodyAsBase64",
    "scheme", "host", "port", "queryParams", "formParams",
  ]
}
