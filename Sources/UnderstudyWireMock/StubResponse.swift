import Foundation
import HTTPTypes
import UnderstudyJSON

/// The response of a mapping, with its delays and faults.
package struct StubResponse: Sendable {
  package let status: Int
  package let fields: HTTPFields
  package let body: [UInt8]
  package let fixedDelay: Duration?
  package let delayDistribution: DelayDistribution?
  package let chunkedDribbleDelay: ChunkedDribbleDelay?
  package let fault: Fault?
  /// The response as the client sent it, without nulls.
  package let json: JSON

  /// A delay that spreads the body over a time, in chunks of about the same size.
  package struct ChunkedDribbleDelay: Sendable, Equatable {
    /// At least 1. A body is sent in at most as many chunks as it has bytes.
    package let numberOfChunks: Int
    package let totalDuration: Duration
  }

  /// WireMock's faults.
  package enum Fault: String, Sendable, CaseIterable {
    case connectionReset = "CONNECTION_RESET_BY_PEER"
    case emptyResponse = "EMPTY_RESPONSE"
    case malformedChunk = "MALFORMED_RESPONSE_CHUNK"
    case randomData = "RANDOM_DATA_THEN_CLOSE"
  }

  static let subject = "a response"
  static let empty = StubResponse([:], DocumentReader([:], subject, at: .root, DocumentErrorCollector()))

  private static let unsupported: KeyValuePairs = [
    "statusMessage": "the status always goes with its standard phrase",
    "bodyFileName": "put the content into `body`, `jsonBody` or `base64Body`",
    "proxyBaseUrl": GlobalSettings.proxyAdvice, "additionalProxyRequestHeaders": GlobalSettings.proxyAdvice,
    "removeProxyRequestHeaders": GlobalSettings.proxyAdvice, "proxyUrlPrefixToRemove": GlobalSettings.proxyAdvice,
    "transformers": "write the answer out", "transformerParameters": "write the answer out",
    "metadata": "give it to the mapping",
  ]

  init(_ json: JSON, _ response: DocumentReader) {
    status = response.integer("status", in: 200...599) ?? 200
    fields = response.headers()
    body = response.body()
    fixedDelay = response.milliseconds("fixedDelayMilliseconds")
    delayDistribution = response.object("delayDistribution", "a delay distribution") { DelayDistribution($0) }
    chunkedDribbleDelay = response.object("chunkedDribbleDelay", "`chunkedDribbleDelay`") {
      ChunkedDribbleDelay($0)
    }
    fault = response.choice("fault")
    // WireMock adds this member to responses, and its clients send it back.
    _ = response.flag("fromConfiguredStub")
    response.rejectUnsupported(Self.unsupported)
    self.json = json.withoutNulls
  }
}

extension StubResponse.ChunkedDribbleDelay {
  fileprivate init?(_ fields: DocumentReader) {
    for name in ["numberOfChunks", "totalDuration"] where !fields.has(name) {
      fields.addError("`\(name)` is missing, a number")
    }
    let chunks = fields.integer("numberOfChunks", in: 1...100_000)
    let duration = fields.milliseconds("totalDuration")
    guard let chunks, let duration else { return nil }
    (numberOfChunks, totalDuration) = (chunks, duration)
  }
}

extension DocumentReader {
  /// Returns the name of a header; adds an error if the text cannot be one.
  func headerName(_ text: String) -> HTTPField.Name? {
    let name = HTTPField.Name(text)
    if name == nil { addError("\"\(text.brief)\" cannot be the name of a header", at: text) }
    return name
  }

  /// A connection's memory must hold the headers beside a request; otherwise the client would get no answer.
  private static let maximumHeaderBytes = 8192

  /// Reads `headers`, each a string or an array of strings.
  fileprivate func headers() -> HTTPFields {
    let fields = each("headers") { text, headers -> [HTTPField] in
      guard let name = headers.headerName(text) else { return [] }
      let value = headers.given(text) ?? .null
      let values = (value.array ?? [value]).map(\.string)
      guard values.allSatisfy({ $0.map(HTTPField.isValidValue) ?? false }) else {
        headers.addError("`\(text)` must be a string or an array of strings, without line breaks", at: text)
        return []
      }
      return values.map { HTTPField(name: name, value: $0 ?? "") }
    }.flatMap(\.self)
    let bytes = fields.reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + ": \r\n".utf8.count }
    // `HTTPFields` ends the process if it gets more than 65,535 fields.
    guard bytes <= Self.maximumHeaderBytes else {
      addError("`headers` can have at most \(Self.maximumHeaderBytes) bytes in all", at: "headers")
      return [:]
    }
    return HTTPFields(fields)
  }

  /// Returns the body from one of the three members that can hold it.
  fileprivate func body() -> [UInt8] {
    rejectAllButFirst(of: ["body", "jsonBody", "base64Body"])
    let (text, json, encoded) = (string("body"), value("jsonBody"), string("base64Body"))
    if let encoded {
      if let data = Data(base64Encoded: encoded) { return Array(data) }
      addError("`base64Body` is not Base64", at: "base64Body")
    }
    return text.map { Array($0.utf8) } ?? json?.bytes ?? []
  }
}
