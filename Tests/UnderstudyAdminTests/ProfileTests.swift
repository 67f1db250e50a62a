import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("A profile of rules", .waits) struct ProfileTests {
  private static let agent = "/v1/api/agents/agentIdExample"

  private func update(_ server: FreshServer, _ body: String, in sandbox: String = "default") throws -> RawAnswer {
    try server.send(
      "PUT", "/sandbox/\(sandbox)\(Self.agent)", body,
      ["x-workspace-id": "workspaceIdExample", "Content-Type": "application/json"])
  }

  @Test func `holds in one sandbox, until its reset`() throws {
    let server = try FreshServer()
    #expect(try server.admin("GET", "/profile", in: "a")[at: "/profile"] == "documented")
    #expect(try update(server, #"{"name":"x"}"#, in: "a").status == 400)
    #expect(try server.admin("PUT", "/profile", #"{"profile":"observed"}"#, in: "a").status == 200)
    #expect(try update(server, #"{"name":"x"}"#, in: "a").status == 200)
    #expect(try server.admin("GET", "/info", in: "a")[at: "/profile"] == "observed")
    #expect(try update(server, #"{"name":"x"}"#, in: "b").status == 400)
    #expect(try server.admin("GET", "/info")[at: "/profile"] == "documented")
    #expect(try server.admin("POST", "/reset", in: "a").status == 200)
    #expect(try server.admin("GET", "/profile", in: "a")[at: "/profile"] == "documented")
    #expect(try update(server, #"{"name":"x"}"#, in: "a").status == 400)
  }

  @Test func `of the start is that of every sandbox and of every reset`() throws {
    let server = try FreshServer { $0.profile = .observed }
    #expect(try update(server, #"{"systemPrompt":"x"}"#).text.contains(#""systemPrompt":"x","createdAt""#))
    #expect(try server.admin("PUT", "/profile", #"{"profile":"documented"}"#, in: "a").status == 200)
    #expect(try update(server, #"{"name":"x"}"#, in: "a").status == 400)
    #expect(try server.admin("POST", "/reset", in: "a").status == 200)
    #expect(try update(server, #"{"name":"x"}"#, in: "a").status == 200)
  }

  @Test func `comes after a rule that is switched by its id`() throws {
    let server = try FreshServer { $0.enabledRules = ["trillet-call.llmModel.required"] }
    #expect(try server.admin("PUT", "/profile", #"{"profile":"observed"}"#).status == 200)
    let refused = try update(server, #"{"name":"x"}"#)
    #expect(refused.status == 400 && refused["X-Understudy-Profile"] == nil)
    let rule = try server.admin("PUT", "/rules/trillet-call.llmModel.required", #"{"enabled":false}"#)
    #expect(try rule[at: "/enabled"] == false)
    #expect(try server.admin("PUT", "/profile", #"{"profile":"documented"}"#).status == 200)
    #expect(try update(server, #"{"name":"x"}"#).status == 200)
  }

  @Test func `that would accept a refused request is named in its answer and in the journal`() throws {
    let server = try FreshServer()
    #expect(try update(server, #"{"name":"x"}"#)["X-Understudy-Profile"] == "observed")
    #expect(try update(server, #"{"llmModel":"gpt-5","name":7}"#)["X-Understudy-Profile"] == nil)
    let entries = try #require(try server.admin("GET", "/requests")[at: "/requests"]?.array)
    let named = entries.map { $0.members?["request"]?.members?["understudy"]?.members?["acceptedByProfile"] }
    #expect(named == [nil, "observed"])
  }

  @Test("is refused unless it is known", arguments: [#"{"profile":"observd"}"#, "{}", #"{"profile":1}"#, "[]"])
  func unknown(_ body: String) throws {
    let server = try FreshServer()
    #expect(try server.admin("PUT", "/profile", body).status == 422)
    #expect(try server.admin("GET", "/profile")[at: "/profile"] == "documented")
  }

  @Test("switches rules that exist, away from their defaults", arguments: Registry().vendors.map(\.id))
  func switches(_ id: String) throws {
    let vendor = try #require(Registry().vendors.first { $0.id == id })
    let rules = Dictionary(vendor.surfaces.flatMap(\.rules).map { ($0.id, $0) }) { first, _ in first }
    for (id, isOn) in vendor.observed {
      let rule = try #require(rules[id], "\(id) is no rule")
      #expect(rule.isOnByDefault != isOn, "\(id)")
    }
  }
}
