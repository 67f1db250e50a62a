import Foundation
import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("The journal", .waits) struct JournalTests {
  private func entries(_ server: FreshServer, _ query: String = "", in sandbox: String? = nil) throws -> [JSON] {
    try server.admin("GET", "/requests\(query)", in: sandbox)[at: "/requests"]?.array ?? []
  }

  @Test func `has the request, the response and the change of an update, newest first`() throws {
    let server = try FreshServer { $0.sandboxes.clock = .init("2026-04-17T12:00:00Z") }
    _ = try server.update(#"{"temperature":0.1,"temprature":2}"#)
    _ = try server.update(#"{"max_duration":1}"#)
    let listed = try entries(server)
    #expect(listed.count == 2)
    let entry = try #require(listed.last)
    let value = { (pointer: String) in Pointer(pointer).flatMap { entry[$0] } }
    #expect(value("/request/method") == "PUT" && value("/request/url") == .string(FreshServer.path))
    #expect(value("/request/body") == #"{"temperature":0.1,"temprature":2}"#)
    #expect(value("/request/headers/x-api-key") == .string(FreshServer.key))
    #expect(value("/request/loggedDate") == 1_776_427_200_000)
    #expect(value("/request/loggedDateString") == "2026-04-17T12:00:00.000Z")
    #expect(value("/response/status") == 200 && value("/wasMatched") == true)
    #expect(
      value("/request/understudy/endpoint") == "centerfy"
        && value("/request/understudy/agent") == .string(FreshServer.agent))
    #expect(
      value("/request/understudy/before/temperature") == 0.7
        && value("/request/understudy/after/temperature") == 0.1)
    let warning = "`temprature` is not a field of this endpoint; did you mean `temperature`?"
    #expect(value("/request/understudy/warnings") == [.string(warning)])
    #expect(
      value("/request/understudy/patch") == [
        ["op": "replace", "path": "/temperature", "value": 0.1],
        ["op": "replace", "path": "/updated_at", "value": "2026-04-17T12:00:00Z"],
      ])
    let id = try #require(value("/id")?.string)
    #expect(try server.admin("GET", "/requests/\(id)").json == entry)
    #expect(try server.admin("DELETE", "/requests/\(id)").status == 200)
    #expect(try server.admin("GET", "/requests/\(id)").status == 404 && entries(server).count == 1)
  }

  @Test func `has the rule of a refusal, and all other violated ones`() throws {
    let server = try FreshServer()
    _ = try server.update(#"{"temperature":9,"max_duration":"x"}"#)
    let entry = try #require(try entries(server).first?.members?["request"]?.members?["understudy"]?.members)
    let violations = entry["violations"]?.array?.compactMap { $0.members?["rule"]?.string }
    #expect(Set(violations ?? []) == ["centerfy.temperature.range", "centerfy.max_duration.type"])
    #expect(entry["rule"]?.string == violations?.first && entry["patch"] == nil)
  }

  @Test func `lists by number, by time, and unmatched requests`() throws {
    let server = try FreshServer { $0.sandboxes.clock = .init("2026-04-17T12:00:00Z") }
    for path in ["/a", "/b"] { _ = try server.send("PUT", path) }
    _ = try server.admin("PUT", "/clock", #"{"advanceMilliseconds":60000}"#)
    _ = try server.update("{}")
    #expect(try entries(server).count == 3 && entries(server, "?limit=1").count == 1)
    #expect(try entries(server, "?since=2026-04-17T12:00:30Z").count == 1)
    #expect(try entries(server, "?since=2026-04-17T12:00:00.000Z").count == 1)
    #expect(try entries(server, "?unmatched=true").count == 2 && entries(server, "?unmatched=false").count == 3)
    #expect(try server.admin("GET", "/requests/unmatched")[at: "/requests"]?.array?.count == 2)
    #expect(try server.admin("GET", "/requests?limit=1")[at: "/meta/total"] == 3)
    for query in ["?limit=x", "?limit=-1", "?since=yesterday", "?limt=1"] {
      #expect(try server.admin("GET", "/requests\(query)").status == 422)
    }
  }

  @Test(
    "ignores no flag that it cannot read", arguments: ["unmatched=yes", "unmatched=1", "waiting=yes", "waiting"])
  func flags(_ flag: String) throws {
    let answer = try FreshServer().admin("GET", "/requests?\(flag)")
    #expect(answer.status == 422 && answer.text.contains("must be `true` or `false`"))
  }

  @Test("holds no more than its limits, and reports evictions", arguments: ["entries", "bytes"])
  func limits(_ kind: String) throws {
    let server = try FreshServer {
      if kind == "entries" { $0.journal.entries = 3 } else { $0.journal.bytes = 20_000 }
    }
    for number in 1...50 { _ = try server.update(#"{"max_duration":\#(number)}"#, in: "s\(number % 2)") }
    var held = 0
    for name in ["s0", "s1"] {
      let answer = try server.admin("GET", "/requests", in: name)
      let (total, evicted) = (try answer[at: "/meta/total"]?.description, answer["X-Understudy-Evicted"])
      held += total.flatMap { Int($0) } ?? 0
      #expect((total.flatMap { Int($0) } ?? 0) + (evicted.flatMap { Int($0) } ?? 0) == 25)
    }
    #expect(kind == "entries" ? held == 3 : (2...10).contains(held))
    let newest = try server.admin("GET", "/requests?limit=1", in: "s0")[at: "/requests/0/request/body"]
    #expect(newest == #"{"max_duration":50}"#)
    let info = try server.admin("GET", "/info")
    #expect(try info[at: "/journal/entries"]?.description == "\(held)")
    #expect(try info[at: "/journal/evicted"]?.description == "\(50 - held)")
  }

  @Test func `holds nothing if its limit is zero`() throws {
    let server = try FreshServer { $0.journal.entries = 0 }
    #expect(try server.update("{}").status == 400 && entries(server).isEmpty)
  }

  @Test func `has seeded credentials, and four characters and a fingerprint of others`() throws {
    let server = try FreshServer()
    let foreign = "sk_live_4242424242424242"
    let authorization = "Basic dXNlcjpwYXNzd29yZA=="
    let fields: KeyValuePairs = [
      "x-api-key": foreign, "Authorization": authorization, "Cookie": "a=secret1234; b=cfy_your_api_key",
      "Proxy-Authorization": "Bearer \(foreign)", "XI-API-Key": foreign, "Api-Key": foreign, "X-Other": "kept",
    ]
    _ = try server.send("PUT", FreshServer.path, "{}", fields)
    _ = try server.send("PUT", "/nowhere", "{}", fields)
    for entry in try entries(server) {
      let text = entry.description
      #expect(!text.contains(foreign) && !text.contains("dXNlcjpwYXNz") && !text.contains("secret1234"))
      let headers = entry.members?["request"]?.members?["headers"]?.members
      // printf %s … | sha256sum
      #expect(headers?["x-api-key"]?.string?.wholeMatch(of: /sk_l…[0-9a-f]{8}/) != nil)
      #expect(headers?["Authorization"]?.string?.wholeMatch(of: /Basic dXNl…[0-9a-f]{8}/) != nil)
      #expect(headers?["Cookie"]?.string?.wholeMatch(of: /a=secr…[0-9a-f]{8}; b=cfy_your_api_key/) != nil)
      #expect(headers?["X-Other"] == "kept")
    }
    for key in [FreshServer.key, "\(FreshServer.key)~a"] {
      _ = try server.send("PUT", FreshServer.path, "{}", ["x-api-key": key])
      let kept = try entries(server, in: key == FreshServer.key ? nil : "a").first?.members?["request"]
      #expect(kept?.members?["headers"]?.members?["x-api-key"] == .string(key))
    }
  }

  @Test("has nothing of a credential of a few characters", arguments: ["abcd", "q", "hunter2"])
  func shortCredentials(_ credential: String) throws {
    let server = try FreshServer()
    let fields: KeyValuePairs = ["x-api-key": credential, "Cookie": "session=\(credential)"]
    _ = try server.send("PUT", FreshServer.path, "{}", fields)
    let headers = try entries(server).first?.members?["request"]?.members?["headers"]?.members
    #expect(headers?["x-api-key"] == "…" && headers?["Cookie"] == "session=…")
  }

  @Test(
    "has no user information of a target",
    arguments: [
      ("http://a:SECRET@localhost/x?b", "http://localhost/x?b"),
      ("http://SECRET@a@localhost/x", "http://localhost/x"),
      ("SECRET@a/x", "a/x"), ("/x@y", "/x@y"), ("http://localhost/a@b", "http://localhost/a@b"),
      ("http://localhost?a@b", "http://localhost?a@b"),
    ])
  func userInformation(_ target: String, _ kept: String) throws {
    let server = try FreshServer()
    _ = try server.send("PUT", target)
    let entry = try #require(try entries(server).first)
    #expect(entry.members?["request"]?.members?["url"] == .string(kept))
    #expect(!entry.description.contains("SECRET"))
  }

  @Test(
    "keeps a body that is no text only if it cannot have a secret",
    arguments: [[0x1F, 0x8B, 8, 0], nil] as [[UInt8]?])
  func unreadableBody(_ prefix: [UInt8]?) throws {
    let server = try FreshServer()
    let text = Array(#"{"elevenLabsApiKey":"SECRET"}"#.utf8)
    // Bytes as of gzip; or UTF-16.
    let body: [UInt8] = prefix.map { $0 + text.map { $0 ^ 0xA5 } } ?? text.flatMap { [$0, 0] as [UInt8] }
    let paths = ["/nowhere", "/v1/api/agents/agentIdExample", FreshServer.path]
    for path in paths {
      let client = try server.client()
      try client.send("PUT \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n\r\n")
      try client.send(body)
      _ = try client.readAnswer()
    }
    let requests = try entries(server).map { $0.members?["request"]?.members }
    #expect(requests.map { $0?["understudy"]?.members?["keptBody"] } == ["whole", "omitted", "omitted"])
    #expect(requests.first??["bodyAsBase64"] == .string(Data(body).base64EncodedString()))
    #expect(requests.dropFirst().allSatisfy { $0?["body"] == "" })
  }

  @Test(
    "never keeps a secret",
    arguments: [
      (#"{"settings":{"elevenLabsApiKey":"SECRET"}}"#, "redacted"),
      (#"{"elevenLabsApiKye":"SECRET"}"#, "redacted"),
      (#"{"a":{"eleven_labs_api_key":"SECRET"}}"#, "redacted"),
      (#"{"ELEVENLABSAPIKEY":"SECRET"}"#, "redacted"),
      (#"{"elevenlabsKey":"SECRET"}"#, "redacted"),
      (#"{"myElevenLabsApiKey2":"SECRET"}"#, "redacted"),
      (#"{"eleven-labs-key":"SECRET""#, "omitted"),
      (#"{"name":"the key of the labs", "keyboard": eleven"#, "whole"),
      (#"{"name":"elevenLabsApiKey"}"#, "whole"),
      (#"{"ttsModel":{"elevenLabsApiKey":"SECRET"}}"#, "redacted"),
      (#"{"a":[{"elevenLabsApiKey":{"x":["SECRET"]}}]}"#, "redacted"),
      (#"{"ttsModel":{"\u0065levenLabsApiKey":"SECRET"}}"#, "redacted"),
      (#"{"a":{"elevenLabsApiKey":"SECRET"},"a":1}"#, "redacted"),
      (#"{"ttsModel":{"elevenLabsApiKey":"SECRET""#, "omitted"),
      (#"elevenLabsApiKey=SECRET"#, "omitted"),
      (#"{"name":"\u00e9"}"#, "whole"),
    ])
  func secrets(_ body: String, _ kept: String) throws {
    let server = try FreshServer()
    let paths = ["/v1/api/agents/agentIdExample", "/functions/v1/crm-api/update-agent/x", "/nowhere"]
    for path in paths { _ = try server.send("PUT", path, body, ["Content-Type": "application/json"]) }
    let listed = try entries(server)
    #expect(listed.count == paths.count)
    for entry in listed {
      #expect(!entry.description.contains("SECRET"))
      #expect(entry.members?["request"]?.members?["understudy"]?.members?["keptBody"] == .string(kept))
      if kept == "whole" { #expect(entry.members?["request"]?.members?["body"] == .string(body)) }
    }
  }

  @Test func `shows no sandbox in the path of a request`() throws {
    let server = try FreshServer()
    _ = try server.send("PUT", "/sandbox/a/centerfy\(FreshServer.path)?x=1", "{}", FreshServer.fields(nil))
    let url = try entries(server, in: "a").first?.members?["request"]?.members?["url"]
    #expect(url == .string("/centerfy\(FreshServer.path)?x=1"))
  }
}
