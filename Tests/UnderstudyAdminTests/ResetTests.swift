import Foundation
import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("A reset", .waits) struct ResetTests {
  @Test func `during a thousand delayed responses leaves nothing of them behind`() throws {
    let server = try FreshServer()
    try server.map(
      #"{"response":{"fixedDelayMilliseconds":600000},"understudy":{"emulate":true}}"#, in: "a")
    let request = FreshServer.request(
      "PUT", "/sandbox/a\(FreshServer.path)", #"{"temperature":0.1}"#, FreshServer.fields(nil))
    let clients = try (0..<1000).map { _ in try server.client() }
    for client in clients { try client.send(request) }
    #expect(try until { try server.waiting(in: "a") == 1000 })
    // Other requests are answered meanwhile.
    #expect(try server.update(#"{"temperature":0.2}"#).status == 200)
    _ = try server.admin("POST", "/reset", in: "a")
    for client in clients { #expect((try? client.readUntilClose()) == []) }
    #expect(try server.waiting(in: "a") == 0)
    #expect(try server.stored(in: "a") == FreshServer().stored())
    #expect(try server.admin("GET", "/requests", in: "a")[at: "/meta/total"] == 0)
    #expect(try server.admin("GET", "/changes", in: "a")[at: "/meta/total"] == 0)
    #expect(try server.admin("GET", "/mappings", in: "a")[at: "/meta/total"] == 0)
    #expect(try server.admin("GET", "/audit", in: "a")[at: "/audit"] == [])
    #expect(try server.stored().members?["temperature"] == 0.2)
  }

  @Test func `restores the initial state`() throws {
    let server = try FreshServer { $0.disabledRules = ["centerfy.temperature.range"] }
    _ = try server.update(#"{"temperature":9}"#)
    _ = try server.admin("PUT", "/rules/centerfy.temperature.range", #"{"enabled":true}"#)
    _ = try server.admin("PUT", "/clock", #"{"now":"2001-02-03T04:05:06Z","frozen":true}"#)
    _ = try server.admin("POST", "/settings", #"{"fixedDelay":1}"#)
    _ = try server.admin("DELETE", "/agents/centerfy/\(FreshServer.agent)")
    try server.map(#"{"scenarioName":"s","newScenarioState":"x","response":{"status":503}}"#)
    _ = try server.update("{}")
    #expect(try server.admin("POST", "/reset").status == 200)
    #expect(try server.stored().members?["temperature"] == 0.7)
    #expect(try server.admin("GET", "/rules/centerfy.temperature.range")[at: "/enabled"] == false)
    #expect(try server.admin("GET", "/clock")[at: "/frozen"] == false)
    #expect(try server.admin("GET", "/settings")[at: "/settings"] == [:])
    #expect(try server.admin("GET", "/scenarios")[at: "/scenarios"] == [])
    #expect(try server.admin("GET", "/requests")[at: "/meta/total"] == 0)
  }

  @Test func `during updates lets none be stored after it`() throws {
    let server = try FreshServer()
    DispatchQueue.concurrentPerform(iterations: 5) { number in
      for _ in 1...40 {
        if number == 0 {
          _ = try? server.admin("POST", "/reset", in: "a")
        } else {
          _ = try? server.update(#"{"temperature":0.1}"#, in: "a")
        }
      }
    }
    #expect(try server.admin("POST", "/reset", in: "a").status == 200)
    #expect(try server.stored(in: "a").members?["temperature"] == 0.7)
    #expect(try server.admin("GET", "/requests", in: "a")[at: "/meta/total"] == 0)
  }
}

extension FreshServer {
  fileprivate func waiting(in sandbox: String) throws -> Int {
    let sandboxes = try admin("GET", "/sandboxes")[at: "/sandboxes"]?.array ?? []
    let found = sandboxes.first { $0.members?["name"] == .string(sandbox) }
    return Int(found?.members?["waiting"]?.description ?? "") ?? 0
  }
}
