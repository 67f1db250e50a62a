import Foundation
import HTTPTypes
import UnderstudyJSON

/// What a mapping answers, and how.
package struct StubResponse: Sendable {
  package let status: Int
  package let fields: HTTPFields
  package let body: [UInt8]
  package let fixedDelay: Duration?
  package let delayDistribution: DelayDistribution?
  package let dribble: Dribble?
  package let fault: Fault?
  /// The response as it was given, without nulls.
  package let json: JSON

  /// The body is sent in pieces of about the same size, evenly over a time.
  package struct Dribble: Sendable, Equatable {
    /// At least 1; there are never more than the body has bytes.
    package let numberOfChunks: Int
    package let totalDuration: Duration
  }

  /// What goes wrong on the wire, under WireMock's names.
  package enum Fault: String, Sendable, CaseIterable {
    case connectionReset = "CONNECTION_RESET_BY_PEER"
    case emptyResponse = "EMPTY_RESPONSE"
    case malformedChunk = "MALFORMED_RESPONSE_CHUNK"
    case randomData = "RANDOM_DATA_THEN_CLOSE"
  }

  static let subject = "a response"
  static let empty = StubResponse([:], Fields([:], subject, at: .root, Findings()))

  private static let unsupported: KeyValuePairs = [
    "statusMessage": "the status always goes with its standard phrase",
    "bodyFileName": "put the content into `body`, `jsonBody` or `base64Body`",
    "proxyBaseUrl": "nothing is proxied here", "additionalProxyRequestHeaders": "nothing is proxied here",
    "removeProxyRequestHeaders": "nothing is proxied here", "proxyUrlPrefixToRemove": "nothing is proxied here",
    "transformers": "write the answer out", "transformerParameters": "write the answer out",
    "metadata": "give it to the mapping",
  ]

  init(_ json: JSON, _ response: Fields) {
    status = response.integer("status", in: 200...599) ?? 200
    fields = response.headers()
    body = response.body()
    fixedDelay = response.milliseconds("fixedDelayMilliseconds")
    delayDistribution =
      response.object("delayDistribution", "a delay distribution") { DelayDistribution($0) } ?? nil
    dribble = response.object("chunkedDribbleDelay", "`chunkedDribbleDelay`") { Dribble($0) } ?? nil
    fault = response.choice("fault")
    // What WireMock says of a response itself; its clients send it back.
    _ = response.flag("fromConfiguredStub")
    response.unsupported(Self.unsupported)
    self.json = json.withoutNulls
  }
}

extension StubResponse.Dribble {
  fileprivate init?(_ fields: Fields) {
    for name in ["numberOfChunks", "totalDuration"] where !fields.has(name) {
      fields.addError("`\(name)` is missing, a number")
    }
    let chunks = fields.integer("numberOfChunks", in: 1...100_000)
    let duration = fields.milliseconds("totalDuration")
    guard let chunks, let duration else { return nil }
    (numberOfChunks, totalDuration) = (chunks, duration)
  }
}

extension Fields {
  /// More do not fit into a connection's memory beside a request, and the client would get no answer.
  private static let mostHeaderBytes = 8192

  fileprivate func headers() -> HTTPFields {
    let fields = Array(each("headers", HTTPField.read).joined())
    let bytes = fields.reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + ": \r\n".utf8.count }
    // Not made then: more than 65,535 fields would end the process.
    guard bytes <= Self.mostHeaderBytes else {
      addError("`headers` can have at most \(Self.mostHeaderBytes) bytes in all", at: "headers")
      return [:]
    }
    return HTTPFields(fields)
  }
}

extension HTTPField {
  /// The fields of one member of `headers`, whose value is a string or an array of strings.
  fileprivate static func read(_ text: String, _ headers: Fields) -> [HTTPField]? {
    guard let name = HTTPField.Name(text) else {
      headers.addError("\"\(text.brief)\" cannot be the name of a header", at: text)
      return nil
    }
    let value = headers.given(text) ?? .null
    let values = (value.array ?? [value]).map(\.string)
    guard values.allSatisfy({ $0.map(HTTPField.isValidValue) ?? false }) else {
      headers.addError("`\(text)` must be a string or an array of strings, without line breaks", at: text)
      return nil
    }
    return values.map { HTTPField(name: name, value: $0 ?? "") }
  }
}

extension Fields {
  /// The bytes of whichever body stands in this response.
  fileprivate func body() -> [UInt8] {
    let found = ["body", "jsonBody", "base64Body"].filter(has)
    for name in found.dropFirst() {
      addError("`\(name)` cannot stand beside `\(found[0])`: keep the one that you mean", at: name)
    }
    let (text, json, encoded) = (string("body"), value("jsonBody"), string("base64Body"))
    if let encoded {
      if let data = Data(base64Encoded: encoded) { return Array(data) }
      addError("`base64Body` is not Base64", at: "base64Body")
    }
    return text.map { Array($0.utf8) } ?? json?.bytes ?? []
  }
}
