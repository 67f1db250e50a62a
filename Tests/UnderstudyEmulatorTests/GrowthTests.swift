import HTTPTypes
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore

@Suite("Memory has limits") struct GrowthTests {
  @Test func `An update that would make the agent too large is refused and changes nothing`() throws {
    let fresh = try FreshEmulator()
    let update = { (number: Int) in
      let value = String(repeating: "x", count: 1_000_000)
      return fresh.answer(
        Request(
          method: "PUT", target: "/v1/api/agents/agentIdExample",
          fields: [.contentType: "application/json", .workspace: "workspaceIdExample"],
          body: .complete(Array(#"{"llmModel":"gpt-5","settings":{"m\#(number)":"\#(value)"}}"#.utf8))))
    }
    for number in 1...4 { #expect(update(number).status == 200) }
    let refused = update(5)
    #expect(
      refused.status == 413 && String(decoding: refused.body, as: UTF8.self).contains("larger than 4194304 bytes"))
    let stored = try fresh.store.agent(fresh.key("trillet-call", "agentIdExample"))
    #expect(stored?["settings"]?.members?["m4"] != nil && stored?["settings"]?.members?["m5"] == nil)
  }

  @Test func `The journal counts the size of header fields`() throws {
    let fresh = try FreshEmulator()
    let before = fresh.emulator.sandboxes.journal.usage.bytes
    let fields: HeaderSection = [.userAgent: String(repeating: "x", count: 20_000)]
    _ = fresh.answer(Request(method: "GET", target: "/nowhere", fields: fields))
    #expect(fresh.emulator.sandboxes.journal.usage.bytes - before > 20_000)
  }
}

extension HTTPField.Name {
  fileprivate static let workspace = HTTPField.Name("x-workspace-id") ?? .server
}
