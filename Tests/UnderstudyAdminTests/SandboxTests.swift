import Foundation
import Synchronization
import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("A sandbox", .waits) struct SandboxTests {
  private func sandbox(of answer: RawAnswer) -> String? { answer["X-Understudy-Sandbox"] }

  @Test(
    "is chosen by path, else header, else credential",
    arguments: [
      ("", nil, "", nil), ("/sandbox/p", nil, "", "p"), ("", "h", "", "h"), ("", nil, "~c", "c"),
      ("/sandbox/p", "h", "~c", "p"), ("", "h", "~c", "h"), ("/sandbox/default", "h", "~c", nil),
      ("/sandbox/p/centerfy", nil, "", "p"), ("", nil, "~A.b_c-9", "A.b_c-9"), ("", nil, "~default", nil),
    ] as [(String, String?, String, String?)])
  func choice(_ prefix: String, _ header: String?, _ suffix: String, _ expected: String?) throws {
    let server = try FreshServer()
    let named = header.map { "X-Understudy-Sandbox: \($0)\r\n" } ?? ""
    let body = #"{"temperature":0.1}"#
    let answer = try server.client().exchange(
      "PUT \(prefix)\(FreshServer.path) HTTP/1.1\r\nHost: localhost\r\nx-api-key: \(FreshServer.key)\(suffix)\r\n"
        + "Content-Type: application/json\r\n\(named)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    #expect(answer.status == 200 && sandbox(of: answer) == expected, "\(answer.text)")
    #expect(try server.stored(in: expected).members?["temperature"] == 0.1)
  }

  @Test(
    "needs a name of 1 to 64 of A-Z a-z 0-9 . _ -, but neither . nor ..",
    arguments: ["a b", "ä", "a/b", String(repeating: "x", count: 65), "", "a%20b", "a:b", ".", "..", "%2e"])
  func badName(_ name: String) throws {
    let server = try FreshServer()
    let answers = try [
      server.send("PUT", FreshServer.path, "{}", ["x-api-key": "\(FreshServer.key)~\(name)"]),
      server.send("PUT", FreshServer.path, "{}", ["x-api-key": FreshServer.key, "X-Understudy-Sandbox": name]),
      server.send("PUT", "/sandbox/\(name == "a/b" ? "a+b" : name.replacing(" ", with: "%20"))\(FreshServer.path)"),
    ]
    #expect(try server.admin("GET", "/requests/unmatched")[at: "/requests"]?.array?.count == answers.count)
    for answer in answers {
      #expect(answer.status == 400)
      #expect(try answer[at: "/errors/0/code"] == "sandbox")
      #expect(answer.text.contains(#"must be 1 to 64 of A-Z, a-z, 0-9, \".\", \"_\" and \"-\", "#))
      #expect(answer.text.contains(#"but neither \".\" nor \"..\""#))
    }
    #expect(try server.admin("GET", "/sandboxes")[at: "/meta/total"] == 1)
    #expect(
      try server.admin("DELETE", "/sandboxes/\(name.isEmpty ? "%20" : name.replacing(" ", with: "+"))").status
        >= 400)
  }

  @Test func `after an unknown credential is part of the credential`() throws {
    let server = try FreshServer()
    let answer = try server.send("PUT", FreshServer.path, "{}", ["x-api-key": "cfy_nobody~a"])
    #expect(answer.status == 401 && sandbox(of: answer) == nil)
    #expect(try server.admin("GET", "/sandboxes")[at: "/meta/total"] == 1)
  }

  @Test func `can be named by the second credential, and by one that stands as it is seeded`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try _ = scratch.write(
      """
      {"trillet":{"workspaces":[{"id":"ws","apiKeys":["k~x"]}],"omniFlowAgents":[]}}
      """, to: "seeds.json")
    let server = try FreshServer { $0.seeds = [.directory(scratch(""))] }
    let send = { (workspace: String, key: String) in
      try server.send(
        "PUT", "/v1/api/omni-flow-agents/a", "{}",
        ["x-workspace-id": workspace, "x-api-key": key, "Content-Type": "application/json"])
    }
    let answers = try [send("ws", "k~x"), send("ws", "k~x~b"), send("ws~c", "k~x~b"), send("ws~c", "k~x")]
    #expect(answers.map(\.status) == [404, 404, 404, 404])
    #expect(answers.map(sandbox) == [nil, "b", "c", "c"])
  }

  @Test func `sees its own state and journal alone: two hundred at once, told apart by the credential`() throws {
    let server = try FreshServer()
    let problems = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 200) { number in
      do {
        let (name, value) = ("test-\(number)", "0.\(100 + number)")
        let answer = try server.update(#"{"temperature":\#(value)}"#, in: name)
        let stored = try server.stored(in: name).members?["temperature"]?.description
        let total = try server.admin("GET", "/requests", in: name)[at: "/meta/total"]
        let body = try server.admin("GET", "/requests", in: name)[at: "/requests/0/request/body"]
        let isOwn = body == .string(#"{"temperature":\#(value)}"#)
        if answer.status != 200 || stored != value || total != 1 || !isOwn {
          problems.withLock { $0.append("\(name): \(answer.status) \(stored ?? "") \(total ?? .null)") }
        }
      } catch {
        problems.withLock { $0.append("\(number): \(error)") }
      }
    }
    #expect(problems.withLock { $0 } == [])
    #expect(try server.stored().members?["temperature"] == 0.7)
    #expect(try server.admin("GET", "/requests")[at: "/meta/total"] == 0)
  }

  @Test func `has its own mappings, scenarios, settings, switches and clock`() throws {
    let server = try FreshServer()
    try server.map(#"{"response":{"status":418}}"#, in: "a")
    _ = try server.admin("PUT", "/rules/centerfy.temperature.range", #"{"enabled":false}"#, in: "b")
    _ = try server.admin("PUT", "/clock", #"{"now":"2001-02-03T04:05:06Z","frozen":true}"#, in: "b")
    #expect(try server.update(#"{"temperature":9}"#, in: "a").status == 418)
    #expect(try server.update(#"{"temperature":9}"#).status == 400)
    let answer = try server.update(#"{"temperature":9}"#, in: "b")
    #expect(try answer.status == 200 && answer[at: "/updated_at"] == "2001-02-03T04:05:06Z")
  }

  @Test func `that makes room or is idle is removed, and its journal's absence is not taken for an answer`() throws
  {
    let server = try FreshServer { $0.sandboxes.limit = 2 }
    for name in ["a", "b", "c"] { #expect(try server.update(#"{"temperature":0.1}"#, in: name).status == 200) }
    let names = try server.admin("GET", "/sandboxes")[at: "/sandboxes"]?.array?.compactMap { $0.members?["name"] }
    #expect(names == ["default", "b", "c"])
    #expect(try server.stored(in: "a").members?["temperature"] == 0.7)
    let answer = try server.admin("POST", "/verify", #"{"request":{"method":"PUT"}}"#, in: "a")
    #expect(try answer.status == 410 && answer[at: "/verdict"] == "indeterminate")
  }

  @Test func `is removed with everything of it, one or all`() throws {
    let server = try FreshServer()
    for name in ["a", "b", "default"] {
      _ = try server.update(#"{"temperature":0.1}"#, in: name)
      try server.map(#"{"request":{"method":"GET"},"response":{"status":418}}"#, in: name)
      _ = try server.admin("PUT", "/snapshots/s", in: name)
    }
    #expect(try server.admin("DELETE", "/sandboxes/a%20b").status == 400)
    // The end of a test that sent nothing.
    #expect(try server.admin("DELETE", "/sandboxes/nobody").status == 200)
    #expect(try server.admin("DELETE", "/sandboxes/a").status == 200)
    #expect(try server.admin("GET", "/sandboxes")[at: "/meta/total"] == 2)
    #expect(try server.stored(in: "b").members?["temperature"] == 0.1)
    #expect(try server.admin("DELETE", "/sandboxes").status == 200)
    for name in ["a", "b", "default"] {
      #expect(try server.stored(in: name).members?["temperature"] == 0.7)
      #expect(try server.admin("GET", "/requests", in: name)[at: "/meta/total"] == 0)
      #expect(try server.admin("GET", "/mappings", in: name)[at: "/meta/total"] == 0)
      #expect(try server.admin("GET", "/snapshots", in: name)[at: "/snapshots"] == [])
    }
  }

  @Test func `without a request for so long goes by itself`() throws {
    let server = try FreshServer { $0.sandboxes.idleTime = .seconds(1) }
    _ = try server.update(#"{"temperature":0.1}"#, in: "a")
    #expect(try until { try server.admin("GET", "/sandboxes")[at: "/meta/total"] == 1 })
    #expect(try server.stored(in: "a").members?["temperature"] == 0.7)
    #expect(try server.admin("POST", "/verify", #"{"effect":{}}"#, in: "a").status == 410)
  }

  @Test func `that a database remembers is listed and removed after a restart`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let start = { try FreshServer { $0.database = .file(scratch("agents.sqlite")) } }
    do { #expect(try start().update(#"{"temperature":0.1}"#, in: "a").status == 200) }
    do {
      let server = try start()
      #expect(try server.admin("GET", "/sandboxes")[at: "/sandboxes/1/name"] == "a")
      #expect(try server.stored(in: "a").members?["temperature"] == 0.1)
      #expect(try server.admin("DELETE", "/sandboxes").status == 200)
    }
    #expect(try start().stored(in: "a").members?["temperature"] == 0.7)
  }
}
