import Foundation
import HTTPTypes
import Testing
import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyVendors

@Suite("A recorded exchange") struct CaptureRedactorTests {
  private let redactor = CaptureRedactor(Registry().surfaces)
  /// With characters that URLs and JSON escape.
  private static let secret = "s3cr3t/Ää+=\"\\ x9Z"

  private func exchange(
    _ url: String = "https://api.trillet.ai/v1", _ fields: [String: String] = [:], _ body: String = "",
    answer: [String: String] = [:], _ answerBody: String = ""
  ) throws -> CapturedExchange {
    CapturedExchange(
      started: Date(timeIntervalSince1970: 0),
      request: CapturedRequest(
        method: "PUT", url: url, fields: try Self.fields(fields), body: .whole(Array(body.utf8))),
      response: CapturedResponse(
        status: 200, fields: try Self.fields(answer), body: .whole(Array(answerBody.utf8))))
  }

  private static func fields(_ fields: [String: String]) throws -> HTTPFields {
    var all = HTTPFields()
    for (name, value) in fields { all.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
    return all
  }

  /// All texts of an exchange.
  private func text(_ exchange: CapturedExchange) -> String {
    let fields = Array(exchange.request.fields) + Array(exchange.response?.fields ?? [:])
    let bodies = [exchange.request.body, exchange.response?.body].map { body -> String in
      if case .whole(let bytes)? = body {
        String(decoding: bytes, as: UTF8.self)
      } else {
        "\(body.debugDescription)"
      }
    }
    return ([exchange.request.url] + fields.map { "\($0.name): \($0.value)" } + bodies).joined(separator: "\n")
  }

  @Test(
    "has no credential of a header field",
    arguments: [
      "Authorization", "Proxy-Authorization", "x-api-key", "api-key", "xi-api-key", "x-workspace-id",
      "X-Auth-Token",
      "x-goog-api-key", "X-Client-Secret", "X-Session", "X-Hub-Signature", "X-CSRF-Token",
    ])
  func header(_ name: String) throws {
    for value in ["0123456789abcdef", "short", "Bearer 0123456789abcdef"] {
      let redacted = redactor.redacted(
        try exchange("https://api.trillet.ai/v1", [name: value, "X-Other": "kept"], answer: [name: value]))
      let token = value.split(separator: " ").last.map(String.init) ?? ""
      #expect(!text(redacted).contains(token) && text(redacted).contains("kept"), "\(text(redacted))")
    }
  }

  @Test func `keeps schemes, names of cookies and their attributes`() throws {
    let redacted = redactor.redacted(
      try exchange(
        "https://a/", ["Cookie": "session=abcdefgh1; theme=dark", "Authorization": "Bearer abcdefgh2"],
        answer: ["Set-Cookie": "session=abcdefgh3; Path=/; HttpOnly"]))
    let cookie = try #require(redacted.request.fields[.cookie])
    #expect(cookie.wholeMatch(of: /session=redacted_[0-9a-f]{32}; theme=redacted_[0-9a-f]{32}/) != nil, "\(cookie)")
    #expect(redacted.request.fields[.authorization]?.wholeMatch(of: /Bearer redacted_[0-9a-f]{32}/) != nil)
    let answer = try #require(redacted.response?.fields[.setCookie])
    #expect(answer.wholeMatch(of: /session=redacted_[0-9a-f]{32}; Path=\/; HttpOnly/) != nil, "\(answer)")
  }

  @Test(
    "has no credential of a query",
    arguments: ["api_key", "key", "access_token", "X-Amz-Signature", "sig", "Password", "client.secret"])
  func query(_ name: String) throws {
    let redacted = redactor.redacted(try exchange("https://a/b?page=2&\(name)=s%33cret&limit=5"))
    #expect(
      redacted.request.url.wholeMatch(of: /https:\/\/a\/b\?page=2&[^=]*=redacted_[0-9a-f]{32}&limit=5/) != nil,
      "\(redacted.request.url)")
  }

  @Test(
    "has no credential elsewhere either, in any spelling, in this exchange and in later ones",
    arguments: [false, true])
  func elsewhere(_ isLater: Bool) throws {
    let secret = Self.secret
    let json = String(decoding: JSON.object(["note": .string("of \(secret)!"), secret: 1]).bytes, as: UTF8.self)
    let escaped = try #require(secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
    let credentials = ["x-api-key": secret]
    if isLater { _ = redactor.redacted(try exchange("https://a/", credentials)) }
    let small = escaped.replacing(/%[0-9A-F]{2}/) { $0.output.lowercased() }
    let bodies = [
      json, json.replacing("/", with: "\\/").replacing("Ä", with: "\\u00c4"), "plain \(secret) text",
      "a=1&note=\(escaped)",
    ]
    for body in bodies {
      let redacted = redactor.redacted(
        try exchange(
          "https://a/\(escaped)/\(small)?x=\(escaped)", isLater ? [:] : credentials, body,
          answer: ["Location": "/\(escaped)", "X-Echo": "<\(secret)>"], body))
      let all = text(redacted)
      for part in ["s3cr3t", "x9Z", escaped, small] { #expect(!all.contains(part), "\(all)") }
    }
  }

  @Test func `has no credential of a query, a form or a secret field elsewhere either`() throws {
    for exchange in [
      try exchange("https://a/credential1?api_key=credential1", [:], "credential1", "credential1"),
      try exchange(
        "https://a/?b=credential1", ["Content-Type": "application/x-www-form-urlencoded"],
        "a=1&password=credential1",
        answer: ["X-Echo": "credential1"]),
      try exchange("https://a/credential1", [:], #"{"note":"a credential1"}"#, #"{"access_token":"credential1"}"#),
    ] {
      let redactor = CaptureRedactor(Registry().surfaces)
      #expect(!text(redactor.redacted(exchange)).contains("credential1"))
    }
  }

  @Test func `has the same text for the same credential, another for another, and another in another recording`()
    throws
  {
    let values = try ["first-token", "other-token", "first-token"].map {
      redactor.redacted(try exchange("https://a/", ["x-api-key": $0])).request.fields.first?.value ?? ""
    }
    #expect(values[0] == values[2] && values[0] != values[1])
    let other = CaptureRedactor(Registry().surfaces)
    #expect(
      other.redacted(try exchange("https://a/", ["x-api-key": "first-token"])).request.fields.first?.value
        != values[0])
  }

  @Test(
    "has no secret of a body, by the schema and by its name",
    arguments: [
      #"{"elevenLabsApiKey":"SECRET"}"#, #"{"a":[{"eleven_labs_apikey":"SECRET"}]}"#,
      #"{"settings":{"elevenLabsApiKey":["SECRET"]}}"#,
      #"{"\u0065levenLabsApiKey":"SECRET"}"#, #"{"access_token":"SECRET"}"#, #"{"webhookSecret":"SECRET"}"#,
      #"{"elevenLabsApiKey":"SECRET","elevenLabsApiKey":""}"#, #"{"elevenLabsApiKey":"SECRET","a":}"#,
      #"elevenLabsApiKey=SECRET"#,
    ])
  func body(_ template: String) throws {
    let body = template.replacing("SECRET", with: "abcd1234efgh")
    let redacted = redactor.redacted(try exchange("https://a/", [:], body, body))
    #expect(!text(redacted).contains("abcd1234efgh"), "\(text(redacted))")
  }

  @Test func `keeps what is no secret, to the byte`() throws {
    let body =
      #"{ "max_tokens" : 256, "maxTokens":"12345678", "name":"a", "token":"two words are none", "x":1.50 }"#
    let redacted = redactor.redacted(
      try exchange("https://a/b?limit=5", ["Content-Type": "application/json"], body, body))
    #expect(
      redacted.request.body == .whole(Array(body.utf8)) && redacted.response?.body == .whole(Array(body.utf8)))
    #expect(
      redacted.request.url == "https://a/b?limit=5" && redacted.request.fields[.contentType] == "application/json")
  }

  @Test func `keeps fields that are only named like credentials`() throws {
    let cors = try exchange(answer: ["Access-Control-Allow-Credentials": "true"])
    #expect(redactor.redacted(cors).response?.fields.first?.value == "true")
  }

  @Test func `does not have a body that is no text`() throws {
    var exchange = try exchange()
    exchange.request.body = .whole([0x1F, 0x8B, 0, 1])
    exchange.response?.body = .whole([0xFF, 0xFE, 0x41, 0])
    let redacted = redactor.redacted(exchange)
    guard case .cut(let reason) = redacted.request.body, case .cut? = redacted.response?.body else {
      Issue.record("the bodies are kept")
      return
    }
    #expect(reason.contains("no text"))
  }

  @Test func `does not have a body that is too large to search, and searches for what repeats itself`() throws {
    var large = try exchange()
    large.request.body = .whole([UInt8](repeating: UInt8(ascii: "a"), count: 4 << 20 + 1))
    guard case .cut(let reason) = redactor.redacted(large).request.body else {
      Issue.record("the body is kept")
      return
    }
    #expect(reason.contains("more than 4194304 bytes"))
    // Comparing at each place would take tens of billions of steps.
    let credential = String(repeating: "a", count: 8000) + "b"
    let body = String(repeating: "a", count: 3 << 20)
    let redacted = redactor.redacted(try exchange("https://a/", ["x-api-key": credential], "\(body)b", body))
    #expect(!text(redacted).contains("aaaaaaab") && redacted.response?.body == .whole(Array(body.utf8)))
  }

  @Test func `has no password of Basic authentication, wherever it is`() throws {
    let redacted = redactor.redacted(
      try exchange(
        "https://a/", ["Authorization": "Basic \(Data("user:pa55word99".utf8).base64EncodedString())"],
        #"{"note":"pa55word99"}"#))
    #expect(!text(redacted).contains("pa55word99"), "\(text(redacted))")
  }

  /// Many long credentials and bodies take bounded work: the latest are looked for, the others are replaced in place.
  @Test func `bounds what is looked for`() throws {
    for index in 0..<200 { _ = redactor.redacted(try exchange("https://a/", ["x-api-key": "credential-\(index)"])) }
    let later = redactor.redacted(try exchange("https://a/", [:], "credential-5; credential-199;"))
    #expect(text(later).contains("credential-5;") && !text(later).contains("credential-199;"))
  }
}
