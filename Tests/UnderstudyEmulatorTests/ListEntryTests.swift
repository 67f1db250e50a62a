import HTTPTypes
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

@Suite("A list that is stored with ids") struct ListEntryTests {
  /// No element is stored already, so a search through the stored ones for each would take 10^10 steps, or hours.
  @Test("is replaced by another of 100,000 elements", .timeLimit(.minutes(10)))
  func replaced() throws {
    let fresh = try FreshEmulator(switches: Switches(disabled: ["talkifai.languages.max-count"]))
    let update = { (language: JSON) in
      let body: Members = ["languages": .array(Array(repeating: language, count: 100_000))]
      return fresh.answer(
        Request(
          method: "PUT", target: "/v1/agents/agent_abc123",
          fields: [.contentType: "application/json", .apiKey: "tk_live_owner"], body: .complete(body.bytes)))
    }
    #expect(update("en").status == 200)
    #expect(update("ur").status == 200)
    let stored = try fresh.store.agent(fresh.key("talkifai", "agent_abc123"))
    let entries = try #require(stored?["languages"]?.array).compactMap(\.members)
    #expect(entries.allSatisfy { $0["language"] == "ur" })
    #expect(Set(entries.compactMap { $0["id"]?.string }).count == 100_000)
  }
}

extension HTTPField.Name {
  fileprivate static let apiKey = HTTPField.Name("x-api-key") ?? .server
}
