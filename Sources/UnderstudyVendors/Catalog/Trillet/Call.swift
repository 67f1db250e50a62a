import UnderstudyJSON

extension Trillet {
  static let callAgents = Surface(
    vendor: "trillet", id: "trillet-call", hosts: [host], credential: credential,
    identity: identity,
    resource: Resource(
      id: "trillet-call", seedName: "callAgents", identity: "_id", updatedAt: "updatedAt", record: callAgent),
    rate: rate,
    operations: [
      .update(
        "PUT", "/v1/api/agents/{agentId}", title: "Trillet: update Call agent", "\(pages)/call/update",
        contentType: contentType, guards: [ownWorkspace], replacement: replacement(creation: newCallAgent),
        completing: renameVoice, answer: .agent(shownCallAgent)),
      .read(
        "/v1/api/agents/{agentId}", title: "Trillet: get Call agent", "\(pages)/call/get", guards: [ownWorkspace],
        answer: .agent(shownCallAgent)),
      .list(
        "/v1/api/agents", title: "Trillet: list Call agents", "\(pages)/call/list",
        Listing(.newestFirst(createdAt: "createdAt")), visibility: [ownWorkspace], answer: .agents(shownCallAgent)),
      .create(
        "/v1/api/agents", title: "Trillet: create Call agent", "\(pages)/call/create", contentType: contentType,
        Creation(fields: newCallAgent, setting: newMembers, completing: completeVoice, id: newID), status: 200,
        answer: .agent(shownCallAgent), alternatives: created),
      .delete(
        "/v1/api/agents/{agentId}", title: "Trillet: delete Call agent", "\(pages)/call/delete",
        guards: [ownWorkspace], answer: deleted, alternatives: deletedAlternatives),
    ],
    errorBehaviours: errorBehaviours, error: error)

  // MARK: Request: Call

  static let callAgent = Object(.documented("Request Body")) {
    Field("_id", .string.notEmpty).serverOnly.requiredInSeed
    Field("workspaceId", .string.notEmpty, "The workspace that reaches the agent").serverOnly.requiredInSeed
      .references("workspaces")
    Field("userId", .string, "The user associated with the agent, if any").serverOnly
    Field("name", .string, "Name of the agent").requiredInSeed
    Field("llmModel", .string.oneOf(models).storedSamples("claude-3-5-sonnet-latest"), "Language model").required
      .requiredInSeed
    Field("ttsModel", .object(callVoice), "Voice settings, merged member by member").seedDefault([:])
    Field("smartCallback", .boolean, "Whether the agent calls back").seedDefault(false)
    Field("maxAttemptsForSmartCallback", .number, "The maximum number of callbacks").seedDefault(5)
    Field("gapBetweenEachAttemptForSmartCallback", .array(of: .object(gap)), "Waits between the attempts")
      .seedDefault([])
    Field("phoneNumberIds", .array(of: .string), "Phone numbers associated with the agent").seedDefault([])
    Field("activeSessions", .array(of: .object(session)), "Active sessions").serverOnly.seedDefault([])
    Field("settings", .object(settings), "Merged member by member; other members pass through").seedDefault([:])
    Field("variables", .freeForm, "Custom variables, replaced whole").seedDefault([:])
    Field("status", .string.oneOf("pending", "ready", "error"), "Operational status").serverOnly
      .seedDefault("ready")
    Field("currentNode", .string, "The agent's current node in its flow").serverOnly
    Field("systemPrompt", .string).only(if: extraMembers).from(client)
    Field("pathway", .string.nullable(client)).only(if: extraMembers).from(client)
    Field("fallbackLlmModel", .string).only(if: extraMembers).from(client)
    Field("sttProvider", .freeForm, "Replaced whole").only(if: extraMembers).from(client)
    Field("fallbackSttProvider", .freeForm, "Replaced whole").only(if: extraMembers).from(client)
    Field("websiteUrl", .string).only(if: extraMembers).from(client)
    Field("isActive", .boolean).only(if: extraMembers).from(client)
    Field("createdAt", .string.format(.timestamp)).serverOnly.defaultsToStartInSeed
    Field("updatedAt", .string.format(.timestamp)).serverOnly.defaultsToStartInSeed
  }

  private static let models = [
    "gpt-4o-mini", "gpt-4o-enterprise", "gpt-4.1", "gpt-4.1-mini", "gemini-2.5-flash-preview-native-audio-dialog",
    "gemini-2.5-flash", "gemini-live-2.5-flash-preview",
    "geminiaudiopipeline:gemini-2.5-flash-preview-native-audio-dialog", "gemini-2.0-flash-live-001", "gpt-5",
  ]

  // MARK: Creation: Call

  private static let createCall = Source.published(
    "https://trilletai.mintlify.app/v1/api-reference/endpoints/agents/call/create")
  /// Another copy of the page, with other models.
  private static let createCallCopy = Source.published(
    "https://trillet-ai.jamdesk.app/v1/api-reference/endpoints/agents/call/create")
  private static let createCallOlder = Source.published("\(pages)/call/create")

  /// The models of both copies, so that a client may follow either.
  private static let newModels = Value.string.oneOf(
    models + ["gpt-4o", "gpt-4.1-enterprise", "gpt-4.1-mini-enterprise", "gemini-2.0-flash-001"], createCallCopy
  ).ruleScope("create")

  static let newCallAgent = callAgent.atCreation(createCall) {
    callAgent.field("name").with(.string.notEmpty).required(createCall)
    callAgent.field("llmModel").with(newModels).required(createCall).seedDefault("gpt-4o-mini")
    callAgent.field("ttsModel").with(.object(newCallVoice)).required(createCall)
    callAgent.field("variables")
    Field("type", .string.oneOf(["voice"], createCallOlder), "The kind of agent").discarded
  }

  private static let newCallVoice = callVoice.atCreation(createCall) {
    callVoice.field("language").required(createCall).seedDefault("en")
  }

  /// The default voice is one of Trillet's own, which are Rime's.
  @Sendable private static func completeVoice(_ agent: inout Members, _: Members, _: Switches) -> [Rule] {
    guard var voice = agent["ttsModel"]?.members, voice["provider"] == "rime", voice["voiceId"] == nil else {
      return []
    }
    voice["voiceId"] = "mistv2_Wildflower"
    agent["ttsModel"] = .object(voice)
    return []
  }

  /// The name of a voice belongs to the voice: with another one, the stored name goes, or becomes the documented one.
  @Sendable private static func renameVoice(_ agent: inout Members, _ stored: Members, _ sent: Members) {
    guard let sentVoice = sent["ttsModel"]?.members, let id = sentVoice["voiceId"], sentVoice["name"] == nil,
      id != stored["ttsModel"]?.members?["voiceId"], var voice = agent["ttsModel"]?.members
    else { return }
    voice["name"] = documentedVoices[id.string ?? ""]
    agent["ttsModel"] = .object(voice)
  }

  private static let documentedVoices: [String: JSON] = [
    "mistv2_Wildflower": "Alt Female, Smart", "mistv2_Brook": "Male, Friendly",
    "mistv2_Violet": "Female, Professional",
  ]

  private static let callVoice = Object(.documented("Voice Settings")) {
    Field("provider", .string.oneOf("openai", "rime", "elevenlabs", "11labs_byo", "google")).required
    Field("voiceId", .string, "The voice, such as mistv2_Wildflower")
    Field("name", .string, "Name of the configuration").from(createCall)
    Field("language", .string, "Language code, such as en")
    Field("elevenLabsApiKey", .string.notEmpty.nullable.secret, "ElevenLabs key, kept as a token")
      .requiredUnlessStored(when: "provider", is: ownElevenLabs).applies(when: "provider", is: ownElevenLabs)
    Field("rimeModel", .string).only(if: extraMembers).from(client)
  }

  /// The provider for customers with an ElevenLabs key of their own.
  private static let ownElevenLabs: JSON = "11labs_byo"

  private static let gap = Object(.documented("Array Item Properties")) {
    Field("days", .number.range(0...30), "Days to wait").seedDefault(1)
    Field("hours", .number.range(0...23), "Hours to wait").seedDefault(0)
  }

  private static let settings = Object(.documented("properties"), unlisted: .passThrough) {
    Field("speed", .number.range(0...1), "How fast text is narrated")
    Field("volume", .number.range(0...1), "How loud the voice is")
    Field("temperature", .number.range(0...1), "Creativity of the model")
  }

  private static let session = Object(.documented("Response Fields")) {
    Field("roomName", .string).serverOnly
    Field("participantId", .string).serverOnly
    Field("startTime", .string.format(.timestamp)).serverOnly
    Field("status", .string).serverOnly
  }

  // MARK: Response: Call

  private static let shownCallAgent: Projection = [
    "_id", "workspaceId", .ifSet("userId"), "name", .object("ttsModel", showing: shownVoice), "llmModel",
    "smartCallback", "maxAttemptsForSmartCallback", "gapBetweenEachAttemptForSmartCallback", "phoneNumberIds",
    .object("activeSessions", showing: ["roomName", "participantId", "startTime", "status"]), "settings",
    "status", .ifSet("currentNode"), "variables", .ifSet("systemPrompt"), .ifSet("pathway"),
    .ifSet("fallbackLlmModel"), .ifSet("sttProvider"), .ifSet("fallbackSttProvider"), .ifSet("websiteUrl"),
    .ifSet("isActive"), "createdAt", "updatedAt",
  ]

  /// The key's token is "only present if provider is 11labs_byo"; it stays stored for other providers.
  private static let shownVoice: Projection = [
    .ifSet("provider"), .ifSet("voiceId"), .ifSet("name"), .ifSet("language"),
    .ifSet("elevenLabsApiKey", while: "provider", is: ownElevenLabs), .ifSet("rimeModel"),
  ]
}
