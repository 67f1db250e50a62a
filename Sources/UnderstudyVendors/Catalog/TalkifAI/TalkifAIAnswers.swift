import UnderstudyJSON

extension TalkifAI {
  static let organizations = ReferenceTable(
    "organizations", identity: "id",
    record: Object(.documented("Response")) {
      Field("id", .string.notEmpty).serverOnly.requiredInSeed
      Field("plan", .string.oneOf("free", "pro", "enterprise"), "Its plan").serverOnly.seedDefault("free")
      Field("keyMode", .string.oneOf("talkifai_keys", "my_keys"), "Which provider keys are used")
        .serverOnly.seedDefault("talkifai_keys")
      Field(
        "providerKeys", .array(of: .string.oneOf("openaiKey", "googleKey", "deepgramKey", "cartesiaKey")),
        "The provider keys that the organization has"
      ).serverOnly.seedDefault([])
    })

  static let voices = ReferenceTable(
    "voices", identity: "voiceId",
    record: Object(.documented("Response")) {
      Field("voiceId", .string.notEmpty).serverOnly.requiredInSeed
      Field("voiceName", .string).serverOnly.requiredInSeed
      Field("provider", .string, "Such as cartesia").serverOnly.requiredInSeed
    })

  // MARK: Not emulated

  private static let documentation = "https://docs.talkifai.dev"
  static let notEmulated = [
    PublishedRoute("GET", "/v1/calls", "\(documentation)/api-reference/introduction"),
    PublishedRoute("POST", "/v1/chat/sessions", "\(documentation)/api-reference/endpoint/create-chat-session"),
    PublishedRoute("GET", "/v1/marketplace/agents", "\(documentation)/platform/marketplace"),
    PublishedRoute("GET", "/v1/marketplace/agents/{agentId}", "\(documentation)/platform/marketplace"),
    PublishedRoute("POST", "/telephony/outbound-call", "\(documentation)/api-reference/endpoint/initiate-call"),
    PublishedRoute("POST", "/batch/create", "\(documentation)/api-reference/endpoint/create-batch-job"),
  ]

  // MARK: Response: public API

  static let shown: Projection = [
    "id", "name", "description", "agentArchitecture", "model", "stt", "voiceId", "realtimeProvider", "sysMsg",
    "greetingType", "greetingMessage", "temperature", "inactivityTimeout", "lastMessage", "mode",
    "functionCallingEnabled", "enabledFunctions", "enabledCustomFunctions", "languages", "userId",
    "organizationId", "createdAt", "updatedAt",
  ]

  // MARK: Response: Studio

  static let shownStudioAgent: Projection = [
    "id", "name", "description", "agentArchitecture", "mode", "model", "stt", "voiceId",
    .ifSet("realtimeProvider", while: "agentArchitecture", is: "realtime"), "sysMsg", "functionCallingEnabled",
    "enabledFunctions", "enabledCustomFunctions",
    "greetingType", "greetingMessage", "lastMessage", "temperature", "inactivityTimeout", "createdAt",
    "updatedAt", "userId", "organizationId", "languages",
  ]

  static let voiceOption = Answer.RelatedRecord(
    "VoiceOption", in: voices, by: "voiceId", showing: ["voiceId", "voiceName", "provider"])

  // MARK: Missing provider keys

  /// If an organization uses its own keys and lacks one that the agent needs, the defaults are saved.
  static let defaultsForMissingKeys = Substitution(
    .behaviour(
      "talkifai.missing-keys.defaults",
      "If an organization uses its own keys and lacks one that the agent needs, Studio saves its defaults and says so.",
      .assumed("The page shows one example, and not which values need which key."), .on),
    adding: missingKeys, substitute: useDefaultsForMissingKeys)

  private static let missingKeys = Object(.documented("Response")) {
    Field("missingKeys", .array(of: .string), "The provider keys that the organization lacks")
    Field("usedDefaults", .boolean, "Whether the defaults were saved instead")
    Field("finalModel", .string, "The model that was saved")
    Field("finalStt", .string.nullable, "The speech-to-text provider that was saved")
    Field("redirectUrl", .string, "The page that Studio opens next")
  }

  @Sendable private static func useDefaultsForMissingKeys(
    _ agent: inout Members, _ referenceRecords: ReferenceRecords
  ) -> Members {
    guard let organization = referenceRecords[organizations, agent["organizationId"]],
      organization["keyMode"] == "my_keys"
    else { return [:] }
    let owned = organization["providerKeys"]?.array ?? []
    let needed = neededKeys(agent, referenceRecords)
    let missing = ["openaiKey", "googleKey", "deepgramKey", "cartesiaKey"].map(JSON.string)
      .filter { needed.contains($0) && !owned.contains($0) }
    guard !missing.isEmpty, let id = agent["id"]?.string else { return [:] }
    // A realtime agent uses neither model nor speech-to-text.
    let usesDefaults = agent["agentArchitecture"] != "realtime"
    if usesDefaults { agent["model"] = "gemini-2.0-flash" }
    if agent["agentArchitecture"] == "pipeline" { agent["stt"] = "gemini" }
    return [
      "missingKeys": .array(missing), "usedDefaults": .bool(usesDefaults), "finalModel": agent["model"] ?? .null,
      "finalStt": agent["stt"] ?? .null,
      "redirectUrl": .string("/organization?callbackUrl=/agents/create-agent/\(id)"),
    ]
  }

  /// The keys that the agent needs, by the names of its values: "Provider Key Requirements by Architecture" on
  /// https://docs.talkifai.dev/platform/api-keys. That page does not list the values.
  private static func neededKeys(_ agent: Members, _ referenceRecords: ReferenceRecords) -> [JSON] {
    switch agent["agentArchitecture"] {
    case "realtime": return [key(ofProvider: agent["realtimeProvider"]?.string)].compactMap(\.self)
    case "text": return [key(ofModel: agent["model"]?.string)].compactMap(\.self)
    default:
      let voice = referenceRecords[voices, agent["voiceId"]]
      return [
        key(ofModel: agent["model"]?.string), key(ofProvider: agent["stt"]?.string),
        key(ofProvider: voice?["provider"]?.string),
      ].compactMap(\.self)
    }
  }

  private static func key(ofModel model: String?) -> JSON? {
    guard let model else { return nil }
    return model.hasPrefix("gpt") ? "openaiKey" : model.hasPrefix("gemini") ? "googleKey" : nil
  }

  private static func key(ofProvider provider: String?) -> JSON? {
    let keys: [String: JSON] = [
      "openai": "openaiKey", "gemini": "googleKey", "google": "googleKey", "deepgram": "deepgramKey",
      "cartesia": "cartesiaKey",
    ]
    return provider.flatMap { keys[$0] }
  }
}
