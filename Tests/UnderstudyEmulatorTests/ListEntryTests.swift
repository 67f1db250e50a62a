import HTTPTypes
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("A list that is stored with ids") struct ListEntryTests {
  private static let count = ExternalProgram.isRequired ? 100_000 : 20_000

  /// No element is stored already, so a search through the stored ones for each would take 10^10 steps, or hours, where all tests must run.
  @Test("is replaced by another of as many elements", .ends)
  func replaced() throws {
    let fresh = try FreshEmulator(switches: Switches(disabled: ["talkifai.languages.max-count"]))
    let update = { (language: JSON) in
      let body: Members = ["languages": .array(Array(repeating: language, count: Self.count))]
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
    #expect(Set(entries.compactMap { $0["id"]?.string }).count == Self.count)
  }
}

extension HTTPField.Name {
  fileprivate static let apiKey = HTTPField.Name("x-api-key") ?? .server
}
