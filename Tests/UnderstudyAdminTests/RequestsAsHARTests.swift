import Foundation
import Testing
import Understudy
import UnderstudyCapture
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("The journal as a HAR file", .waits) struct RequestsAsHARTests {
  /// A server whose sandbox `a` has an accepted update, a refused one with a secret, and an unknown path.
  private func server(_ change: (inout Settings) -> Void = { _ in }) throws -> FreshServer {
    let server = try FreshServer(change)
    _ = try server.update(#"{"name":"Zoë","colour":"red"}"#, in: "a")
    _ = try server.update(#"{"temperature":7}"#, in: "a")
    _ = try server.send("GET", "/sandbox/a/nowhere?x=1&y=a%20b", "", ["x-api-key": "live_secret_key_0123456789"])
    return server
  }

  private func exchanges(_ answer: RawAnswer) throws -> [CapturedExchange] {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let path = try scratch.write(answer.text, to: "a.har")
    var exchanges: [CapturedExchange] = []
    try CaptureReader([path]).forEach { exchanges.append($1) }
    return exchanges
  }

  @Test func `has the times of the listing`() throws {
    let server = try FreshServer()
    for _ in 0..<20 { _ = try server.send("GET", "/nowhere") }
    let listed = try server.admin("GET", "/requests").json.members?["requests"]?.array ?? []
    let times = listed.map { $0.members?["request"]?.members?["loggedDateString"]?.string ?? "" }
    let har = try server.admin("GET", "/requests.har").text
    #expect(times.count == 20 && times.allSatisfy { har.contains(#""startedDateTime":"\#($0)""#) })
  }

  @Test func `has each request with its response and what Understudy knows, oldest first`() throws {
    let server = try server()
    let answer = try server.admin("GET", "/requests.har", in: "a")
    #expect(answer.status == 200 && answer["Content-Type"] == "application/json")
    #expect(answer["Content-Disposition"] == #"attachment; filename="understudy-a.har""#)
    #expect(try answer[at: "/log/creator/name"] == "Understudy" && answer[at: "/log/_understudy/sandbox"] == "a")
    let found = try exchanges(answer)
    #expect(found.map(\.response?.status) == [200, 400, 404])
    #expect(found.map(\.request.method) == ["PUT", "PUT", "GET"])
    #expect(found.last?.request.url == "http://localhost/nowhere?x=1&y=a%20b")
    #expect(found.first?.request.body == .whole(Array(#"{"name":"Zoë","colour":"red"}"#.utf8)))
    let first = try #require(found.first?.details), second = try #require(found.dropFirst().first?.details)
    #expect(first["sandbox"] == "a" && first["endpoint"] == "centerfy" && first["operation"] == "update")
    #expect(first["warnings"]?.array?.isEmpty == false && first["keptBody"] == "whole")
    #expect(second["rule"] == "centerfy.temperature.range")
    let logged = try server.admin("GET", "/requests", in: "a")[at: "/requests"]?.array?.reversed()
    let expected = logged?.map { entry in
      entry[at: "/request/understudy"]?.members?.filter { !["before", "after", "patch"].contains($0.name) }.map(
        \.name)
    }
    #expect(expected == found.map { $0.details.map(\.name) })
    #expect(logged?.first?[at: "/response/body"]?.string == found.first?.response?.body.text)
  }

  @Test func `is of one sandbox, and may be empty`() throws {
    let server = try server()
    #expect(try exchanges(server.admin("GET", "/requests.har", in: "b")).isEmpty)
    #expect(try exchanges(server.admin("GET", "/requests.har")).isEmpty)
    #expect(try server.admin("GET", "/requests.har?x=1").status == 422)
    #expect(try server.admin("POST", "/requests.har").status == 405)
  }

  @Test func `is of all sandboxes if they are asked for`() throws {
    let server = try server()
    _ = try server.update(#"{"temperature":0.5}"#, in: "b")
    let answer = try server.admin("GET", "/requests.har?sandboxes=all", in: "b")
    #expect(answer["Content-Disposition"] == #"attachment; filename="understudy-all.har""#)
    #expect(try answer[at: "/log/_understudy/sandbox"] == .null)
    #expect(try exchanges(answer).map { $0.details["sandbox"] } == ["a", "a", "a", "b"])
    #expect(try server.admin("GET", "/requests.har?sandboxes=some").status == 422)
  }

  @Test func `has no secret and no unknown credential`() throws {
    let server = try FreshServer()
    let secret = "sk_live_4f9c2a7d81e0b356"
    let fields: KeyValuePairs<String, String> = ["Content-Type": "application/json", "x-api-key": "cfy_\(secret)"]
    _ = try server.send("PUT", FreshServer.path, #"{"elevenLabsApiKey":"\#(secret)","name":"x"}"#, fields)
    _ = try server.send("PUT", FreshServer.path, "elevenLabsApiKey=\(secret)", fields)
    let answer = try server.admin("GET", "/requests.har")
    #expect(!answer.text.contains(secret))
    let bodies = try exchanges(answer).map(\.request.body)
    #expect(bodies.first?.text?.contains("(not kept)") == true)
    #expect(bodies.last?.text == nil && bodies.count == 2)
  }

  @Test func `has waiting requests and those that a fault ended, without a response`() throws {
    let server = try FreshServer()
    try server.map(#"{"request":{"url":"/slow"},"response":{"fixedDelayMilliseconds":600000}}"#)
    try server.map(#"{"request":{"url":"/broken"},"response":{"fault":"EMPTY_RESPONSE"}}"#)
    let client = try server.client()
    try client.send(FreshServer.request("GET", "/slow"))
    #expect(try until { try server.admin("GET", "/requests?waiting=true")[at: "/meta/total"] == 1 })
    _ = try? server.send("GET", "/broken")
    #expect(try until { try server.admin("GET", "/requests")[at: "/meta/total"] == 2 })
    let answer = try server.admin("GET", "/requests.har")
    #expect(answer["X-Understudy-Waiting"] == "1")
    #expect(
      try answer[at: "/log/entries/0/response/status"] == 0 && answer[at: "/log/entries/1/response/status"] == 0)
    let found = try exchanges(answer)
    #expect(found.map(\.request.url) == ["http://localhost/slow", "http://localhost/broken"])
    #expect(found.allSatisfy { $0.response == nil })
    #expect(found.first?.details["waiting"] == true && found.last?.details["fault"] == "EMPTY_RESPONSE")
    withExtendedLifetime(client) {}
  }

  @Test func `counts what the journal has dropped`() throws {
    let server = try server { $0.journal.entries = 2 }
    let answer = try server.admin("GET", "/requests.har", in: "a")
    #expect(try exchanges(answer).count == 2)
    #expect(try answer["X-Understudy-Evicted"] == "1" && answer[at: "/log/_understudy/evicted"] == 1)
  }

  @Test("is accepted by a validator of HAR 1.2", .tags(.external), .needs(.node), .needs(.harValidator))
  func validity() throws {
    let server = try server()
    try server.map(
      #"{"request":{"url":"/image"},"response":{"base64Body":"iVBORw==","headers":{"Content-Type":"image/png"}}}"#)
    _ = try server.send("GET", "/sandbox/a/image")
    _ = try server.send("GET", "/sandbox/a/{odd}|é?a=%", "\u{FF}", ["Cookie": "a=1; b; =c", "Host": "a b"])
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    for sandbox in ["a", "b"] {
      let text = try server.admin("GET", "/requests.har", in: sandbox).text
      try HARValidator.check(scratch.write(text, to: "\(sandbox).har"))
    }
  }
}

extension CapturedBody {
  /// The body as text; nil if it is cut.
  fileprivate var text: String? {
    if case .whole(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
  }
}

extension JSON {
  fileprivate subscript(at pointer: String) -> JSON? { Pointer(pointer).flatMap { self[$0] } }
}
