import Foundation
import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON

/// The one place that writes an entry of a HAR file.
extension CapturedExchange {
  /// The exchange as an entry by HAR 1.2. Members of our own begin with `_`, as the format wants it.
  package var harEntry: JSON {
    let milliseconds = duration.map { $0 / .milliseconds(1) } ?? 0
    var entry: Members = ["startedDateTime": .string(started.iso8601)]
    entry["time"] = .number(Number(floatLiteral: milliseconds))
    entry["request"] = request.har
    entry["response"] = response?.har(sentTo: request.url) ?? Self.missingResponse
    entry["cache"] = [:]
    entry["timings"] = ["send": 0, "wait": .number(Number(floatLiteral: milliseconds)), "receive": 0]
    if !details.isEmpty { entry["_understudy"] = .object(details) }
    return .object(entry)
  }

  /// What browsers write for a request without a response.
  private static let missingResponse: JSON = [
    "status": 0, "statusText": "", "httpVersion": "", "cookies": [], "headers": [],
    "content": ["size": 0, "mimeType": "x-unknown"], "redirectURL": "", "headersSize": -1, "bodySize": -1,
  ]
}

extension CapturedRequest {
  fileprivate var har: JSON {
    var request: Members = ["method": .string(method), "url": .string(url.escapedURL), "httpVersion": "HTTP/1.1"]
    let cookies = fields[values: .cookie].flatMap { Cookies($0).pairs }.filter { !$0.text.isEmpty }
    request["cookies"] = .array(cookies.map { pair($0.name, $0.value ?? "") })
    request["headers"] = fields.har
    request["queryString"] = .array(queryParameters)
    request["headersSize"] = -1
    request["bodySize"] = body.size
    if body != .whole([]) {
      request["postData"] = .object(body.har(startingWith: ["mimeType": .string(fields[.contentType] ?? "")]))
    }
    return .object(request)
  }

  private var queryParameters: [JSON] {
    let target = String(Substring(url.utf8.prefix { $0 != UInt8(ascii: "#") }))
    return QueryParameters(of: target, decode: PercentCoding.formDecoded).all.map { pair($0.name, $0.value) }
  }
}

extension CapturedResponse {
  fileprivate func har(sentTo url: String) -> JSON {
    var response: Members = ["status": .number(Number(status)), "statusText": .string(reasonPhrase)]
    response["httpVersion"] = "HTTP/1.1"
    response["cookies"] = .array(fields[values: .setCookie].compactMap(cookie))
    response["headers"] = fields.har
    let type = fields[.contentType] ?? "x-unknown"
    response["content"] = .object(body.har(startingWith: ["size": body.size, "mimeType": .string(type)]))
    response["redirectURL"] = .string(fields[.location] ?? "")
    response["headersSize"] = -1
    response["bodySize"] = body.size
    return .object(response)
  }

  private var reasonPhrase: String {
    100...999 ~= status ? HTTPResponse.Status(integerLiteral: status).reasonPhrase : ""
  }

  private func cookie(_ text: String) -> JSON? {
    let pairs = Cookies(text).pairs
    guard let first = pairs.first, !first.text.isEmpty else { return nil }
    let attributes = pairs.dropFirst().map { ($0.name.lowercased(), $0.value.map { String($0) }) }
    var cookie: Members = ["name": .string(String(first.name)), "value": .string(String(first.value ?? ""))]
    for name in ["path", "domain"] {
      cookie[name] = attributes.last { $0.0 == name }.flatMap(\.1).map { .string($0) }
    }
    cookie["httpOnly"] = .bool(attributes.contains { $0.0 == "httponly" })
    cookie["secure"] = .bool(attributes.contains { $0.0 == "secure" })
    return .object(cookie)
  }
}

extension CapturedBody {
  /// The number of bytes; -1 if it is unknown.
  fileprivate var size: JSON { if case .whole(let bytes) = self { .number(Number(bytes.count)) } else { -1 } }

  fileprivate func har(startingWith members: Members) -> Members {
    var members = members
    switch self {
    case .cut(let reason): members["_cut"] = .string(reason)
    case .whole(let bytes):
      if let text = String(validating: bytes, as: UTF8.self) {
        members["text"] = .string(text)
      } else {
        members["text"] = .string(Data(bytes).base64EncodedString())
        members["encoding"] = "base64"
      }
    }
    return members
  }
}

private func pair(_ name: some StringProtocol, _ value: some StringProtocol) -> JSON {
  ["name": .string(String(name)), "value": .string(String(value))]
}

extension HTTPFields {
  fileprivate var har: JSON { .array(map { pair($0.name.rawName, $0.value) }) }
}

extension String {
  /// The URL with `%XX` for bytes that no URL has.
  fileprivate var escapedURL: String {
    guard !utf8.allSatisfy(\.isOfURL) else { return self }
    return utf8.reduce(into: "") { url, byte in
      if byte.isOfURL {
        url.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        url += "%" + String(hexadecimal: byte, digits: 2).uppercased()
      }
    }
  }
}

extension UInt8 {
  fileprivate var isOfURL: Bool { 0x21...0x7E ~= self }
}
