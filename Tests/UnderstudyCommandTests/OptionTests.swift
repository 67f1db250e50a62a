import Foundation
import Testing
import UnderstudyTestSupport

@Suite("An option is seen through a real request", .waits) struct OptionTests {
  @Test("--clock freezes time", arguments: Given.allCases)
  func clock(_ given: Given) throws {
    let server = try given.serving(("clock", "2026-04-17T12:00:00Z"))
    defer { server.kill() }
    for _ in 1...2 {
      #expect(try server.update(#"{"max_duration":9}"#).text.hasSuffix(#""updated_at":"2026-04-17T12:00:00Z"}"#))
    }
  }

  @Test func `Without --clock it is now`() throws {
    let server = try Serving()
    defer { server.kill() }
    let before = Date.now.formatted(.iso8601)
    let answer = try server.update(#"{"max_duration":9}"#).text
    let time = try #require(answer.firstMatch(of: /"updated_at":"([^"]+)"/)).1
    #expect(before <= time && time <= Date.now.formatted(.iso8601))
  }

  @Test("--no-annotations leaves our headers out", arguments: Given.allCases)
  func noAnnotations(_ given: Given) throws {
    let server = try given.serving(("no-annotations", nil))
    defer { server.kill() }
    for body in [#"{"name":"A","nmae":"B"}"#, #"{"temperature":7}"#, "nonsense"] {
      let names = try server.update(body).fields.map { $0.name.lowercased() }
      #expect(names.contains("content-type"))
      #expect(names.filter { $0.hasPrefix("x-") } == [])
    }
  }

  @Test func `Without --no-annotations our headers say what happened`() throws {
    let server = try Serving()
    defer { server.kill() }
    let accepted = try server.update(#"{"name":"A","nmae":"B"}"#)
    #expect(accepted["X-Understudy-Request-Id"]?.count == 36)
    #expect(
      accepted["X-Understudy-Warnings"]
        == "`nmae` is not a field of this endpoint; did you mean `name`?")
    #expect(try server.update(#"{"temperature":7}"#)["X-Understudy-Rule"] == "centerfy.temperature.range")
  }

  @Test(
    "--max-body-bytes refuses the first byte beyond it", arguments: Given.allCases,
    [
      (#"{"name":"12345678"}"#, 200), (#"{"name":"123456789"}"#, 413),
    ])
  func maxBodyBytes(_ given: Given, _ sent: (body: String, status: Int)) throws {
    let server = try given.serving(("max-body-bytes", "19"))
    defer { server.kill() }
    #expect(try server.update(sent.body).status == sent.status)
  }

  @Test("--disable-rule and --enable-rule switch rules", arguments: Given.allCases)
  func rules(_ given: Given) throws {
    let server = try given.serving(
      ("disable-rule", "centerfy.temperature.range"), ("enable-rule", "centerfy.unknown-field"))
    defer { server.kill() }
    #expect(try server.update(#"{"temperature":7}"#).status == 200)
    #expect(try server.update(#"{"temperature":"7"}"#)["X-Understudy-Rule"] == "centerfy.temperature.type")
    #expect(try server.update(#"{"nmae":"B"}"#)["X-Understudy-Rule"] == "centerfy.unknown-field")
  }

  @Test func `A rule that is disabled and enabled is on`() throws {
    let rule = "centerfy.temperature.range"
    let server = try Serving(["--disable-rule", rule, "--enable-rule", rule])
    defer { server.kill() }
    #expect(try server.update(#"{"temperature":7}"#)["X-Understudy-Rule"] == rule)
  }

  @Test("--seed-data, repeated, adds up", arguments: Given.allCases)
  func seedData(_ given: Given) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let (agent, more) = SeedText.agent("11111111-2222-3333-4444-555555555555", name: "Another")
    try scratch.write(more, to: "nested/more.json")
    let server =
      switch given {
      case .flag: try Serving(["--seed-data", "seed-data", "--seed-data", scratch.path])
      case .variable: try Serving([], ["UNDERSTUDY_SEED_DATA": "seed-data,\(scratch.path)"])
      }
    defer { server.kill() }
    #expect(server.readyLine.contains(" agents=\(Repository.agents + 1) "))
    for agent in Centerfy.all + [agent] {
      #expect(try server.update(#"{"max_duration":9}"#, agent).text.hasPrefix(#"{"id":"\#(agent.id)","#))
    }
  }

  @Test("--threads changes nothing but for a warning", arguments: Given.allCases)
  func threads(_ given: Given) throws {
    let server = try given.serving(("threads", "4"))
    defer { server.kill() }
    #expect(server.logs("--threads is ignored: one thread answers all requests"))
    let clients = try (1...8).map { _ in try server.client() }
    for client in clients { #expect(try client.update(#"{"max_duration":9}"#).status == 200) }
  }
}
