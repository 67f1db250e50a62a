import Testing
import UnderstudyCompare
import UnderstudyHTTP
import UnderstudyTestSupport
import UnderstudyEmulator
import UnderstudyVendors

@Suite("A recording of Understudy, compared with Understudy") struct SelfComparisonTests {
  @Test("has no difference, for every transcript", arguments: ExternalProgram.sample(of: TranscriptFile.all))
  func transcripts(_ file: TranscriptFile) throws {
    let transcript = try file.transcript()
    var recording = Recording(of: try transcript.emulator())
    for step in transcript.steps {
      recording.record(step.request.request)
    }
    let seeds = try SeededRegistry.catalog.get().seeds
    let result = try recording.compared(seeds: seeds, switches: transcript.switches())
    for group in result.groups {
      Issue.record("\(group.exchange.place) \(group.exchange.request): \(group.example)")
    }
    #expect(result.compared + result.uncompared.reduce(0) { $0 + $1.count } == transcript.steps.count)
  }
}
