import Testing
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("The transcripts together") struct CoverageTests {
  private static let switchable = Registry().rules.map(\.rule).filter { $0.role == .refusal }.map(\.id)
  private static let transcripts = Result { try TranscriptFile.all.map { try $0.transcript() } }

  @Test func `Every rule and every check refuses in some transcript, and no unknown one does`() throws {
    let shown = Set(try Self.transcripts.get().flatMap(\.steps).compactMap(\.refusedBy))
    let checks = Registry().surfaces.flatMap { surface in
      // No request of a client makes saving or reading fail.
      surface.alwaysOnRules.map(\.id).filter { !$0.hasSuffix(".agent.saved") && !$0.hasSuffix(".agent.read") }
    }
    let expected = Set(Self.switchable + checks)
    #expect(expected.subtracting(shown).sorted() == [], "not shown")
    #expect(shown.subtracting(expected).sorted() == [], "shown, but not a rule")
  }

  @Test("A rule that is switched off refuses no longer", arguments: ExternalProgram.sample(of: switchable))
  func switchedOff(_ rule: String) throws {
    let transcript = try #require(Self.transcripts.get().first { $0.steps.contains { $0.refusedBy == rule } })
    let index = try #require(transcript.steps.firstIndex { $0.refusedBy == rule })
    let emulator = try transcript.emulator(disabling: [rule])
    let answers = transcript.steps.prefix(through: index).map { step in
      ReceivedAnswer(emulator.answerAtOnce(step.request.request), to: step.request.method)
    }
    #expect(answers.last?[Transcript.Step.ruleField] != rule, "\(transcript.file.name)")
  }
}

extension Transcript.Step {
  static let ruleField = "X-Understudy-Rule"

  /// The id of the rule that refuses this request.
  fileprivate var refusedBy: String? { expected[Self.ruleField] }
}
