import Testing
import UnderstudyTestSupport
import UnderstudyWireMock

@Suite("Ids of created agents") struct IDLaws {
  @Test(
    "come once between resets, and in the same order after each",
    arguments: AgentHistory.Vendors.allCases, ExternalProgram.isRequired ? 1...8 : 1...1)
  func sequences(_ vendors: AgentHistory.Vendors, _ seed: Int) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let history = try AgentHistory(of: vendors, in: scratch("agents.sqlite"), SplitMix64(seed: UInt64(seed)))
    for _ in 0..<(ExternalProgram.isRequired ? 600 : 220) { try history.step() }
    #expect(history.counts.count == AgentHistory.Step.allCases.count, "\(history.counts)")
    #expect(history.returned > 20, "the sequences repeat ids after resets")
  }
}
