import Testing
import UnderstudyCompare
import UnderstudyEmulator
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("A recording of a vendor with one other rule") struct DriftTests {
  /// Whatever a caller was allowed to do, its account may do: the recording alone says who the callers are.
  private static let aboutCallers: Set<Guard.Stage> = [.credential, .access, .permission, .rate, .quota]

  /// The rules about requests, which a recording can tell.
  private static let refusals = Registry().surfaces.flatMap { surface in
    let callers = surface.guards.filter { aboutCallers.contains($0.stage) }.map(\.rule.id)
    return surface.rules.filter { $0.role == .refusal && !callers.contains($0.id) }.map(\.id)
  }.uniqued

  @Test("names the rule that the vendor lacks", arguments: ExternalProgram.sample(of: refusals))
  func lacking(_ rule: String) throws {
    let transcript = try #require(TranscriptFile.all.map { try $0.transcript() }.first { $0.shows(rule) })
    let vendor = try transcript.switches(disabling: [rule])
    let result = try transcript.compared(recordedWith: vendor, comparedWith: transcript.switches())
    #expect(result.named == [rule], "\(transcript.file.name)")
    #expect(result.groups.contains { $0.example.rule?.option == "--disable-rule \(rule)" })
  }

  /// Rules that refuse the transcript's requests in the same words as another rule does.
  private static let alike = [
    "trillet-call.content-type.json": "trillet.content-type.required",
    "trillet-omni-flow.content-type.json": "trillet.content-type.required",
  ]

  @Test("names the rule that only the vendor has", arguments: ExternalProgram.sample(of: refusals))
  func additional(_ rule: String) throws {
    let transcript = try #require(TranscriptFile.all.map { try $0.transcript() }.first { $0.shows(rule) })
    let ours = try transcript.switches(disabling: [rule])
    let result = try transcript.compared(recordedWith: transcript.switches(), comparedWith: ours)
    let expected = Self.alike[rule] ?? rule
    #expect(result.named == [expected], "\(transcript.file.name)")
    #expect(result.groups.contains { $0.example.rule?.option == "--enable-rule \(expected)" })
  }

  private static let behaviours = Registry().rules.map(\.rule).filter { $0.role == .behaviour }.map(\.id)

  @Test("names the behaviour that the vendor has otherwise", arguments: ExternalProgram.sample(of: behaviours))
  func behaviour(_ rule: String) throws {
    let transcript = try #require(
      TranscriptFile.all.map { try $0.transcript() }.first { ($0.enabledRules + $0.disabledRules).contains(rule) })
    var ours = transcript
    ours.enabledRules.removeAll { $0 == rule }
    ours.disabledRules.removeAll { $0 == rule }
    let result = try transcript.compared(recordedWith: transcript.switches(), comparedWith: ours.switches())
    #expect(result.named == [rule], "\(transcript.file.name)")
  }
}

extension Transcript {
  fileprivate func shows(_ rule: String) -> Bool {
    steps.contains { $0.expected[Step.ruleField] == rule }
  }

  func switches(disabling disabled: [String] = []) throws -> Switches {
    try Registry().switches(
      profile, disabled: disabledRules + disabled, enabled: enabledRules.filter { !disabled.contains($0) })
  }

  /// Records the transcript's requests to an emulator with some rules, and compares them with one with others.
  func compared(recordedWith vendor: Switches, comparedWith ours: Switches) throws -> CaptureComparison {
    var recording = try Recording(of: vendor)
    for step in steps { recording.record(step.request.request) }
    return try recording.compared(seeds: SeededRegistry.catalog.get().seeds, switches: ours)
  }
}

extension CaptureComparison {
  /// The ids of the rules that differences name.
  fileprivate var named: Set<String> { Set(groups.compactMap(\.example.rule?.id)) }
}
