import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("A transcript of the contract") struct TranscriptTests {
  @Test func `There are transcripts`() {
    #expect(!TranscriptFile.all.isEmpty)
  }

  @Test("The emulator answers as written", arguments: TranscriptFile.all)
  func emulator(_ file: TranscriptFile) throws {
    let transcript = try file.transcript()
    let emulator = try transcript.emulator()
    for step in transcript.steps {
      let answer = ReceivedAnswer(emulator.answerAtOnce(step.request.request), to: step.request.method)
      report(answer, of: step, in: transcript)
    }
  }

  @Test(
    "The server answers byte for byte as the emulator", arguments: ExternalProgram.sample(of: TranscriptFile.all))
  func server(_ file: TranscriptFile) throws {
    let transcript = try file.transcript()
    let (served, twin) = (try transcript.emulator(), try transcript.emulator())
    let server = try Server(configuration: .init(port: 0)) { served.answer($0) }
    defer { server.stop() }
    for step in transcript.steps {
      let answer = ReceivedAnswer(try RawClient(port: server.port).exchange(step.request.bytes))
      let direct = ReceivedAnswer(twin.answerAtOnce(step.request.request), to: step.request.method)
      #expect(
        answer.withoutRandomness == direct.withoutRandomness, sourceLocation: file.location(step.expected.line))
    }
  }

  private func report(_ answer: ReceivedAnswer, of step: Transcript.Step, in transcript: Transcript) {
    for mismatch in step.mismatches(with: answer, annotations: transcript.annotations) {
      Issue.record(
        "\(transcript.file.path):\(step.expected.line): \(step.title): \(mismatch)",
        sourceLocation: transcript.file.location(step.expected.line))
    }
  }
}

extension Transcript {
  /// - Parameter disabled: A rule to switch off besides the transcript's own; it takes precedence over `@enable-rule`.
  func emulator(disabling disabled: [String] = []) throws -> Emulator {
    let enabled = enabledRules.filter { !disabled.contains($0) }
    let switches = try Registry().switches(profile, disabled: disabledRules + disabled, enabled: enabled)
    return try FreshEmulator(switches: switches, annotations: annotations).emulator
  }
}
