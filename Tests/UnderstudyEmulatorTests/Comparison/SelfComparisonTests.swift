import Testing
import UnderstudyAdmin
import UnderstudyCapture
import UnderstudyCompare
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("The journal as a HAR file, compared with Understudy") struct SelfComparisonTests {
  @Test("has no difference, for every transcript", arguments: ExternalProgram.sample(of: TranscriptFile.all))
  func transcripts(_ file: TranscriptFile) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let transcript = try file.transcript()
    let emulator = try transcript.emulator()
    for step in transcript.steps { _ = emulator.answerAtOnce(step.request.request) }
    var options = Comparer.Options()
    options.seeds = try SeededRegistry.catalog.get().seeds
    options.switches = try transcript.switches()
    let capture = try CaptureReader(try export(emulator, to: scratch))
    let result = try Comparer(options).compare(capture.forEach)
    for group in result.groups {
      Issue.record("\(group.exchange.place) \(group.exchange.request): \(group.example)")
    }
    #expect(result.otherHosts == [:])
    #expect(result.compared + result.uncompared.reduce(0) { $0 + $1.count } == capture.count)
  }

  @Test func `Most requests of the transcripts can be compared`() throws {
    let seeds = try SeededRegistry.catalog.get().seeds
    var (compared, all) = (0, 0)
    for file in ExternalProgram.sample(of: TranscriptFile.all) {
      let transcript = try file.transcript()
      var recording = Recording(of: try transcript.emulator())
      for step in transcript.steps { recording.record(step.request.request) }
      compared += try recording.compared(seeds: seeds, switches: transcript.switches()).compared
      all += transcript.steps.count
    }
    #expect(compared * 10 > all * 8, "\(compared) of \(all)")
  }

  /// Writes the journal of each sandbox to a file.
  private func export(_ emulator: Emulator, to scratch: ScratchDirectory) throws -> [String] {
    let seeds = try SeededRegistry.catalog.get().seeds
    let info = ServerInfo(
      version: "0", options: { [] }, isServing: { true },
      startupFiles: StartupFiles(
        StartupSources(seeds: [], registry: Registry()), StartupRecords(seeds: seeds), emulator))
    let control = ControlPlane(emulator, info, AdminOriginPolicy(origins: [], hosts: []))
    return try emulator.sandboxes.all.map { sandbox in
      let request = Request(method: "GET", target: "/sandbox/\(sandbox.name)/__admin/requests.har")
      guard case .immediate(let response)? = control.localReply(to: request), response.status == 200 else {
        throw TranscriptError(path: sandbox.name, line: 0, message: "the journal was not exported")
      }
      return try scratch.write(String(decoding: response.body, as: UTF8.self), to: "\(sandbox.name).har")
    }
  }
}
