import Foundation
import HTTPTypes
import UnderstudyJSON
import UnderstudyWireMock

extension SentRequest {
  /// Reads a request as the journal lists it.
  init(logged json: JSON, within budget: Budget) throws(DocumentErrors) {
    self = try DocumentReader.read(json, "a logged request") { fields in
      for ignored in Self.ignored { _ = fields.given(ignored) }
      let headers = fields.loggedHeaders()
      return SentRequest(
        method: fields.string("method") ?? "GET", target: fields.string("url") ?? "/",
        fields: headers, body: fields.loggedBody(), within: budget)
    }
  }

  private static let ignored = [
    "absoluteUrl", "clientIp", "cookies", "browserProxyRequest", "loggedDate", "loggedDateString", "protocol",
    "scheme", "host", "port", "queryParams", "queryParameters", "formParams", "basicAuthCredentials", "understudy",
  ]
}

extension DocumentReader {
  /// No received request has more values.
  private static let maximumHeaders = 1000

  fileprivate func loggedHeaders() -> HTTPFields {
    let fields = Array(
      each("headers") { text, headers -> [HTTPField]? in
        guard let name = HTTPField.Name(text), let value = headers.value(text) else { return nil }
        return (value.array ?? [value]).compactMap(\.string).map { HTTPField(name: name, value: $0) }
      }.joined())
    guard fields.count <= Self.maximumHeaders else {
      addError("`headers` can have at most \(Self.maximumHeaders) values in all", at: "headers")
      return [:]
    }
    return HTTPFields(fields)
  }

  /// As in WireMock, `bodyAsBase64` wins over `body`, which is then only for people to read.
  fileprivate func loggedBody() -> [UInt8] {
    let (text, encoded) = (string("body") ?? "", string("bodyAsBase64"))
    guard let encoded, !encoded.isEmpty else { return Array(text.utf8) }
    if let data = Data(base64Encoded: encoded) { return Array(data) }
    addError("`bodyAsBase64` is not Base64", at: "bodyAsBase64")
    return []
  }
}
