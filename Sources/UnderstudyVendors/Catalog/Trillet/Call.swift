import UnderstudyJSON

extension Trillet {
  static let updateCallAgent = Surface(
    vendor: "trillet",
    id: "trillet-call",
    title: "Trillet: update Call agent",
    document: "https://docs.trillet.ai/v1/api-reference/endpoints/agents/call/update",
    host: host,
    method: "PUT",
    path: "/v1/api/agents/{agentId}",
    credential: credential,
    contentType: contentType,
    agentID: agentID,
    access: [ownWorkspace],
    collection: Collection(
      id: "trillet-call", seedName: "callAgents", identity: "_id", updatedAt: "updatedAt", record: callAgent),
    answer: .agent(shownCallAgent),
    reads: Reads(
      at: "/v1/api/agents/{agentId}", "\(pages)/call/get", access: [ownWorkspace], answer: .agent(shownCallAgent),
      list: Reads.List(
        at: "/v1/api/agents", "\(pages)/call/list", .newestFirst(createdAt: "createdAt"),
        answer: .agents(.agent(shownCallAgent)))),
    error: error
  )

  // MARK: Request: Call

  static let callAgent = Object(.documented("Request Body")) {
    Field("_id", .string.notEmpty).internalOnly.inEverySeed
    Field("workspaceId", .string.notEmpty, "The workspace that reaches the agent").internalOnly.inEverySeed
    Field("userId", .string, "The user associated with the agent, if any").internalOnly
    Field("name", .string, "Name of the agent").inEverySeed
    Field(
      "llmModel",
      .string.oneOf(
        "gpt-4o-mini", "gpt-4o-enterprise", "gpt-4.1", "gpt-4.1-mini",
        "gemini-2.5-flash-preview-native-audio-dialog", "gemini-2.5-flash", "gemini-live-2.5-flash-preview",
        "geminiaudiopipeline:gemini-2.5-flash-preview-native-audio-dialog", "gemini-2.0-flash-live-001", "gpt-5"),
      "Language model"
    )
    .required.inEverySeed
    Field("ttsModel", .object(callVoice), "Voice settings, merged member by member").seeded([:])
    Field("smartCallback", .boolean, "Whether the agent calls back").seeded(false)
    Field("maxAttemptsForSmartCallback", .number, "How often it calls back at most").seeded(5)
    Field("gapBetweenEachAttemptForSmartCallback", .array(of: .object(gap)), "Waits between the attempts").seeded([]
    )
    Field("phoneNumberIds", .array(of: .string), "Phone numbers associated with the agent").seeded([])
    Field("activeSessions", .array(of: .object(session)), "Sessions that are going on").internalOnly.seeded([])
    Field("settings", .object(settings), "Merged member by member; other members pass through").seeded([:])
    Field("variables", .freeForm, "Custom variables, replaced whole").seeded([:])
    Field("status", .string.oneOf("pending", "ready", "error"), "Operational status").internalOnly.seeded("ready")
    Field("currentNode", .string, "Where in its flow the agent is").internalOnly
    Field("createdAt", .string.format(.timestamp)).internalOnly.inEverySeed
    Field("updatedAt", .string.format(.timestamp)).internalOnly.inEverySeed
  }

  private static let callVoice = Object(.documented("Voice Settings")) {
    Field("provider", .string.oneOf("openai", "rime", "elevenlabs", "11labs_byo", "google")).required
    Field("voiceId", .string, "The voice, such as mistv2_Wildflower")
    Field("name", .string, "Name of the configuration").internalOnly
    Field("language", .string, "Language code, such as en")
    Field("elevenLabsApiKey", .string.notEmpty.nullable.secret, "ElevenLabs key, kept as a token")
      .requiredUnlessStored(when: "provider", is: ownElevenLabs)
      .onlyApplies(when: "provider", is: ownElevenLabs)
  }

  /// The provider with which customers bring their own ElevenLabs key.
  private static let ownElevenLabs: JSON = "11labs_byo"

  private static let gap = Object(.documented("Array Item Properties")) {
    Field("days", .number.range(0...30), "Days to wait").seeded(1)
    Field("hours", .number.range(0...23), "Hours to wait").seeded(0)
  }

  private static let settings = Object(.documented("properties"), others: .passThrough) {
    Field("speed", .number.range(0...1), "How fast text is narrated")
    Field("volume", .number.range(0...1), "How loud the voice is")
    Field("temperature", .number.range(0...1), "Creativity of the model")
  }

  private static let session = Object(.documented("Response Fields")) {
    Field("roomName", .string).internalOnly
    Field("participantId", .string).internalOnly
    Field("startTime", .string.format(.timestamp)).internalOnly
    Field("status", .string).internalOnly
  }

  // MARK: Response: Call

  private static let shownCallAgent: Projection = [
    "_id", "workspaceId", .ifSet("userId"), "name", .object("ttsModel", showing: shownVoice), "llmModel",
    "smartCallback", "maxAttemptsForSmartCallback", "gapBetweenEachAttemptForSmartCallback", "phoneNumberIds",
    .object("activeSessions", showing: ["roomName", "participantId", "startTime", "status"]), "settings",
    "status", .ifSet("currentNode"), "variables", "createdAt", "updatedAt",
  ]

  /// The key's token is "only present if provider is 11labs_byo"; it stays stored meanwhile.
  private static let shownVoice: Projection = [
    .ifSet("provider"), .ifSet("voiceId"), .ifSet("name"), .ifSet("language"),
    .ifSet("elevenLabsApiKey", while: "provider", is: ownElevenLabs),
  ]
}
