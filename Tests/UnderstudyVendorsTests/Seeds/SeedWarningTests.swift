import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

/// Warnings about one agent of TalkifAI, as `<pointer below the agent>: <sentence>`.
@Suite("A warning about seeds") struct SeedWarningTests {
  private static let complete: Members = [
    "id": "a", "name": "Ab", "description": "d", "sysMsg": "s", "agentArchitecture": "pipeline", "model": "m",
    "stt": "s", "voiceId": "v", "userId": "user_1", "organizationId": "org_1",
  ]

  private static func file(_ agent: Members, organizations: [JSON] = [["id": "org_1"]]) -> SeedSource {
    let document: JSON = [
      "talkifai": [
        "organizations": .array(organizations),
        "members": [["id": "user_1", "organizationId": "org_1", "role": "owner"]], "agents": [.object(agent)],
      ]
    ]
    return .text(document.description, name: "a.json")
  }

  /// Returns the warnings about the complete agent with some members changed; null removes one.
  private static func warnings(_ changes: Members, _ switches: Switches = Switches()) throws -> [String] {
    var agent = complete
    for change in changes { agent[change.name] = change.value == .null ? .none : change.value }
    let options = SeedReadingOptions(switches: switches)
    let seeds = try SeedReader.read([file(agent)], registry: Registry(), options)
    return seeds.warnings.map { warning in
      "\(warning.pointer): \(warning.message)".replacing("/talkifai/agents/0", with: "")
        .replacing("talkifai.agents[0]", with: "…")
    }
  }

  @Test(
    "is about a reference, a value outside of a documented list, or an agent that no update could pass",
    arguments: [
      ([:], []),
      (
        ["organizationId": "org_2"],
        [
          #"/organizationId: `….organizationId` is "org_2", which is no `id` of `talkifai.organizations` in any "#
            + #"seed; did you mean "org_1"?"#
        ]
      ),
      (
        ["userId": "nobody"],
        [#"/userId: `….userId` is "nobody", which is no `id` of `talkifai.members` in any seed"#]
      ),
      (
        ["mode": "publik"],
        [
          #"/mode: `….mode` is "publik", which the vendor's documentation does not list; did you mean "public"?"#
        ]
      ),
      (
        ["greetingType": "nobody"],
        [
          #"/greetingType: `….greetingType` is "nobody", which the vendor's documentation does not list; "#
            + "known: agentFirst, userFirst"
        ]
      ),
      (
        ["languages": [["id": "lang_1", "language": "en"], ["id": "lang_2", "language": "englisch"]]],
        [
          #"/languages/1/language: `….languages[1].language` is "englisch", which the vendor's documentation does "#
            + #"not list; did you mean "english"?"#
        ]
      ),
      (
        ["voiceId": nil],
        [
          ": `…`: the rule talkifai.pipeline.required refuses every update that does not correct the agent: "
            + "A pipeline agent must have `voiceId`, `model` and `stt`"
        ]
      ),
      (["agentArchitecture": "text", "voiceId": nil, "stt": nil], []),
      // Both surfaces have this rule, which is reported once.
      (
        ["agentArchitecture": "text", "model": nil],
        [
          ": `…`: the rule talkifai.model.required-for-text refuses every update that does not correct the agent: "
            + "A text agent must have `model`"
        ]
      ),
      // No page lists the models.
      (["model": "anything"], []),
    ] as [(Members, [String])])
  func about(_ changes: Members, _ expected: [String]) throws {
    #expect(try Self.warnings(changes) == expected)
  }

  @Test func `is not about a rule that is off`() throws {
    #expect(try Self.warnings(["voiceId": nil], Switches(disabled: ["talkifai.pipeline.required"])) == [])
  }

  @Test func `knows what the vendor's own samples hold, and no list that is assumed`() throws {
    func warnings(_ vendor: String, _ list: String, _ agent: JSON, _ table: String, _ account: JSON) throws -> Int {
      let document: JSON = .object([vendor: .object([list: [agent], table: [account]])])
      return try SeedReader.read([.text(document.description, name: "a.json")], registry: Registry()).warnings.count
    }
    func model(_ name: JSON) throws -> Int {
      try warnings(
        "trillet", "callAgents", ["_id": "a", "workspaceId": "w", "name": "n", "llmModel": name], "workspaces",
        ["id": "w"])
    }
    #expect(try model("claude-3-5-sonnet-latest") == 0)
    #expect(try model("gpt-3") == 1)
    let agent: JSON = [
      "agent_id": "a", "workspace_id": "w", "display_name": "n", "ai_provider": "openai", "status": "resting",
    ]
    #expect(try warnings("voicebip", "agents", agent, "workspaces", ["id": "w", "keys": []]) == 0)
  }

  @Test func `has its place in the file, and is an error if warnings are refused`() throws {
    let source = SeedSource.text(
      """
      {"centerfy": {"keys": [{"key": "k", "organization_id": "o"}],
        "agents": [
          {"id": "11111111-2222-3333-4444-555555555555", "sub_account_id": "s", "name": "n", "is_active": true,
           "organization_id": "p"}]}}
      """, name: "a.json")
    let expected =
      #"a.json:4:25: /centerfy/agents/0/organization_id: `centerfy.agents[0].organization_id` is "p", "#
      + "which is no `organization_id` of `centerfy.keys` in any seed"
    let seeds = try SeedReader.read([source], registry: Registry())
    #expect(seeds.warnings.map(\.description) == [expected] && seeds.agents.count == 1)
    let strict = Result { () throws(SeedLoadingError) in
      try SeedReader.read([source], registry: Registry(), SeedReadingOptions(warnings: .refused))
    }
    guard case .failure(.invalid(let errors)) = strict else { return #expect(Bool(false), "it was read") }
    #expect(errors.map(\.description) == [expected])
  }

  @Test func `looks for a reference in all files`() throws {
    let account = SeedSource.text(
      #"{"centerfy": {"keys": [{"key": "k", "organization_id": "o"}]}}"#, name: "z.json")
    let agents = SeedSource.text(.agents(.agent("11111111-2222-3333-4444-555555555555")), name: "a.json")
    #expect(try SeedReader.read([agents], registry: Registry()).warnings.count == 1)
    #expect(try SeedReader.read([agents, account], registry: Registry()).warnings.isEmpty)
  }

  @Test func `is about a directory without seed files`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write("{}", to: "seed.schema.json")
    let seeds = try SeedReader.read(directories: [scratch.path], registry: Registry())
    #expect(
      seeds.warnings.map(\.description) == [
        "\(scratch.path):1:1: the directory has no seed files: no *.json below \(scratch.path); `understudy init` writes the built-in ones"
      ])
  }

  @Test func `is one of at most a hundred about one file, and the rest are counted`() throws {
    let keys = (1...150).map { #"{"id": "user_\#($0)", "organizationId": "org_\#($0)", "role": "owner"}"# }
    let text = #"{"talkifai": {"members": [\#(keys.joined(separator: ", "))]}}"#
    let warnings = try SeedReader.read([.text(text, name: "a.json")], registry: Registry()).warnings
    #expect(warnings.count == 101 && warnings.last?.description == "a.json:1:1: 50 more warnings")
  }
}

@Suite("The times of a seeded agent") struct SeedTimeTests {
  @Test("default to the start", arguments: Registry().vendors.flatMap(\.resources).map(\.id))
  func defaults(_ collection: String) throws {
    let text = """
      {
        "centerfy": {"agents": [
          {"id": "11111111-2222-3333-4444-555555555555", "organization_id": "o", "sub_account_id": "s", "name": "n",
           "is_active": true}]},
        "voicebip": {"agents": [
          {"agent_id": "a", "workspace_id": "w", "display_name": "n", "ai_provider": "openai"}]},
        "trillet": {
          "callAgents": [{"_id": "a", "workspaceId": "w", "name": "n", "llmModel": "gpt-5"}],
          "omniFlowAgents": [{"_id": "a", "workspaceId": "w", "name": "n", "llmModel": "gpt-5"}]},
        "talkifai": {"agents": [
          {"id": "a", "name": "n", "description": "d", "sysMsg": "s", "agentArchitecture": "text", "userId": "u",
           "organizationId": "o"}]}
      }
      """
    let start = try #require(Timestamp("2026-04-17T12:00:00Z"))
    let seeds = try SeedReader.read(
      [.text(text, name: "a.json")], registry: Registry(), SeedReadingOptions(start: start))
    let record = try #require(seeds.agents.first { $0.collection == collection }).record
    let times = record.filter { $0.name.lowercased().hasSuffix("at") }
    #expect(times.map(\.value) == [.string(start.description), .string(start.description)], "\(record)")
  }

  @Test func `stay as they are if the seed has them`() throws {
    let text = String.agents(.agent("11111111-2222-3333-4444-555555555555"))
    let start = try #require(Timestamp("2026-04-17T12:00:00Z"))
    let seeds = try SeedReader.read(
      [.text(text, name: "a.json")], registry: Registry(), SeedReadingOptions(start: start))
    #expect(seeds.agents.first?.record["updated_at"] == "2026-01-01T00:00:00Z")
    #expect(seeds.agents.first?.record["created_at"] == .string(start.description))
  }
}
