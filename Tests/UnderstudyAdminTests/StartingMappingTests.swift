import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

/// Mappings of `--mappings`.
@Suite("Mappings that a server starts with", .waits) struct StartingMappingTests {
  private let scratch: ScratchDirectory
  private static let ids = (
    first: "11111111-1111-4111-8111-111111111111", second: "22222222-2222-4222-8222-222222222222"
  )

  init() throws {
    scratch = try ScratchDirectory()
    try scratch.write(
      #"{"id":"\#(Self.ids.first)","request":{"url":"/a"},"response":{"status":201}}"#, to: "a.json")
    try scratch.write(
      #"{"mappings":[{"id":"\#(Self.ids.second)","request":{"url":"/a"},"response":{"status":202}}]}"#, to: "b.json"
    )
  }

  private func server() throws -> FreshServer { try FreshServer { $0.mappings = [scratch.path] } }

  private func status(_ server: FreshServer, in sandbox: String? = nil) throws -> Int {
    try server.send("GET", (sandbox.map { "/sandbox/\($0)" } ?? "") + "/a").status
  }

  private func ids(_ server: FreshServer, in sandbox: String? = nil) throws -> [String] {
    try server.admin("GET", "/mappings", in: sandbox)[at: "/mappings"]?.array?.compactMap {
      $0.members?["id"]?.string
    } ?? []
  }

  @Test func `are in every sandbox, and the last one is tried first, as in WireMock`() throws {
    defer { scratch.remove() }
    let server = try server()
    for sandbox in [nil, "a"] {
      #expect(try ids(server, in: sandbox) == [Self.ids.second, Self.ids.first])
      #expect(try status(server, in: sandbox) == 202)
    }
    #expect(try server.admin("GET", "/seed")[at: "/mappings"] == 2)
  }

  @Test("return with a reset, but not after DELETE", arguments: ["/reset", "/mappings/reset"])
  func reset(_ reset: String) throws {
    defer { scratch.remove() }
    let server = try server()
    #expect(try server.admin("DELETE", "/mappings").status == 200)
    #expect(try ids(server) == [] && status(server) == 404)
    #expect(try ids(server, in: "a").count == 2, "another sandbox")
    try server.map(#"{"request":{"url":"/a"},"response":{"status":203}}"#)
    #expect(try status(server) == 203)
    #expect(try server.admin("POST", reset).status == 200)
    #expect(try ids(server) == [Self.ids.second, Self.ids.first] && status(server) == 202)
  }

  @Test func `count and live anew in each sandbox`() throws {
    defer { scratch.remove() }
    try scratch.write(#"{"request":{"url":"/a"},"response":{"status":503},"understudy":{"times":1}}"#, to: "c.json")
    let server = try server()
    for sandbox in [nil, "a", "b"] {
      #expect(try [status(server, in: sandbox), status(server, in: sandbox)] == [503, 202])
    }
    _ = try server.admin("POST", "/mappings/reset", in: "a")
    #expect(try [status(server, in: "a"), status(server)] == [503, 202])
  }

  @Test func `follow their files with a reload, but for what clients have changed`() throws {
    defer { scratch.remove() }
    let server = try server()
    // In "own", a client has replaced one and removed the other; "untouched" is as it started.
    for sandbox in ["own", "untouched"] { #expect(try status(server, in: sandbox) == 202) }
    let replaced = #"{"request":{"url":"/a"},"response":{"status":299}}"#
    #expect(try server.admin("PUT", "/mappings/\(Self.ids.second)", replaced, in: "own").status == 200)
    #expect(try server.admin("DELETE", "/mappings/\(Self.ids.first)", in: "own").status == 200)
    try server.map(#"{"request":{"url":"/b"},"response":{"status":205}}"#, in: "own")
    try scratch.write(
      #"{"mappings":[{"id":"\#(Self.ids.second)","request":{"url":"/a"},"response":{"status":206}}]}"#, to: "b.json"
    )
    #expect(try server.admin("POST", "/seed/reload")[at: "/mappings"] == 2)
    #expect(try status(server, in: "own") == 299, "a client's replacement stays")
    #expect(try server.send("GET", "/sandbox/own/b").status == 205, "and so does what a client has added")
    #expect(try !ids(server, in: "own").contains(Self.ids.first), "what a client has removed stays so")
    for sandbox in ["untouched", "new"] { #expect(try status(server, in: sandbox) == 206) }
    #expect(try server.admin("POST", "/reset", in: "own").status == 200)
    #expect(try status(server, in: "own") == 206)
    try scratch.write(#"{"mappings":[]}"#, to: "b.json")
    #expect(try server.admin("POST", "/seed/reload").status == 200 && status(server, in: "untouched") == 201)
  }

  @Test func `keep their order with a reload, also in a sandbox with mappings of its own`() throws {
    defer { scratch.remove() }
    let server = try server()
    try server.map(#"{"request":{"url":"/b"},"response":{"status":205}}"#, in: "own")
    try scratch.write(
      #"{"id":"\#(Self.ids.first)","request":{"url":"/a"},"response":{"status":207}}"#, to: "a.json")
    #expect(try server.admin("POST", "/seed/reload").status == 200)
    #expect(try ids(server, in: "new") == [Self.ids.second, Self.ids.first])
    #expect(try ids(server, in: "own").dropFirst() == [Self.ids.second, Self.ids.first])
    #expect(try status(server, in: "own") == 202)
  }

  @Test func `can be what a server lists, as can an import, and are tried in the same order`() throws {
    defer { scratch.remove() }
    let server = try server()
    try server.map(#"{"request":{"url":"/a"},"response":{"status":203},"understudy":{"times":2}}"#)
    try server.map(#"{"request":{"url":"/a"},"response":{"status":204},"priority":9}"#)
    #expect(try status(server) == 203)
    let listing = try server.admin("GET", "/mappings").text
    let listed = try ids(server)
    #expect(try server.admin("DELETE", "/mappings", in: "a").status == 200)
    #expect(try server.admin("POST", "/mappings/import", listing, in: "a").status == 200)
    #expect(try ids(server, in: "a") == listed && status(server, in: "a") == 203)
    let saved = try ScratchDirectory()
    defer { saved.remove() }
    try saved.write(listing, to: "all.json")
    let other = try FreshServer { $0.mappings = [saved.path] }
    #expect(try ids(other) == listed && status(other) == 203)
  }

  @Test func `stay as they are if one of the files is invalid, and nothing else is taken either`() throws {
    defer { scratch.remove() }
    let server = try server()
    try scratch.write("{\"request\": {\"url\": 7}}", to: "b.json")
    let answer = try server.admin("POST", "/seed/reload")
    #expect(answer.status == 422)
    #expect(try answer[at: "/errors/0/title"] == "The mappings are invalid; the current ones stay")
    #expect(try answer[at: "/errors/0/source/file"]?.string == scratch("b.json"))
    #expect(try answer[at: "/errors/0/source/column"] == 21)
    #expect(try status(server) == 202)
    let shown = try server.admin("GET", "/seed")
    #expect(try shown[at: "/errorCount"] == 1 && shown[at: "/errors/0/pointer"] == "/request/url")
    try scratch.write("{}", to: "b.json")
    #expect(try server.admin("POST", "/seed/reload").status == 200)
    #expect(try server.admin("GET", "/seed")[at: "/errorCount"] == 0)
  }

  @Test func `A server does not start with invalid ones`() throws {
    defer { scratch.remove() }
    try scratch.write("{\"request\": {\"url\": 7}}", to: "b.json")
    #expect { try server() } throws: { error in
      "\(error)".hasPrefix("\(scratch("b.json")):1:21: /request/url: ")
    }
  }
}
