import UnderstudyJSON

extension TalkifAI {
  static let organizations = Table(
    "organizations", identity: "id",
    record: Object(.documented("Response")) {
      Field("id", .string.notEmpty).serverOnly.requiredInSeed
      Field("keyMode", .string.oneOf("talkifai_keys", "my_keys"), "Whose provider keys are used")
        .serverOnly.seedDefault("talkifai_keys")
      Field(
        "providerKeys", .array(of: .string.oneOf("openaiKey", "googleKey", "deepgramKey", "cartesiaKey")),
        "The provider keys that the organization has"
      ).serverOnly.seedDefault([])
    })

  static let voices = Table(
    "voices", identity: "voiceId",
    record: Object(.documented("Response")) {
      Field("voiceId", .string.notEmpty).serverOnly.requiredInSeed
      Field("voiceName", .string).serverOnly.requiredInSeed
      Field("provider", .string, "Such as cartesia").serverOnly.requiredInSeed
    })

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
    .ifSet("realtimeProvider"), "sysMsg", "functionCallingEnabled", "enabledFunctions", "enabledCustomFunctions",
    "greetingType", "greetingMessage", "lastMessage", "temperature", "inactivityTimeout", "createdAt",
    "updatedAt", "userId", "organizationId", "languages",
  ]

  static let voiceOption = Answer.Lookup(
    "VoiceOption", in: voices, by: "voiceId", showing: ["voiceId", "voiceName", "provider"])

  // MARK: Missing provider keys

  /// In an organization that brings its own keys, an agent that needs a missing one is saved with the defaults.
  static let defaultsForMissingKeys = Substitution(adding: missingKeys, substitute: useDefaultsForMissingKeys)

  private static let missingKeys = Object(.documented("Response")) {
    Field("missingKeys", .array(of: .string), "The provider keys that the organization lacks")
    Field("usedDefaults", .boolean, "Whether the defaults were saved instead")
    Field("finalModel", .string, "The model that was saved")
    Field("finalStt", .string.nullable, "The speech-to-text provider that was saved")
    Field("redirectUrl", .string, "Where Studio goes on")
  }

  @Sendable private static func useDefaultsForMissingKeys(
    _ agent: inout Members, _ directory: Directory
  ) -> Members {
    guard let organization = directory[organizations, agent["organizationId"]],
      organization["keyMode"] == "my_keys"
    else { return [:] }
    let owned = organization["providerKeys"]?.array ?? []
    let needed = neededKeys(agent, directory)
    let missing = ["openaiKey", "googleKey", "deepgramKey", "cartesiaKey"].map(JSON.string)
      .filter { needed.contains($0) && !owned.contains($0) }
    guard !missing.isEmpty, let id = agent["id"]?.string else { return [:] }
    agent["model"] = "gemini-2.0-flash"
    if agent["agentArchitecture"] != "text" { agent["stt"] = "gemini" }
    return [
      "missingKeys": .array(missing), "usedDefaults": true, "finalModel": agent["model"] ?? .null,
      "finalStt": agent["stt"] ?? .null,
      "redirectUrl": .string("/organization?callbackUrl=/agents/create-agent/\(id)"),
    ]
  }

  /// By the names of the values; the page gives one example, a model of OpenAI's without its key.
  private static func neededKeys(_ agent: Members, _ directory: Directory) -> [JSON] {
    var keys: [JSON] = []
    let model = agent["model"]?.string ?? ""
    if model.hasPrefix("gpt") { keys.append("openaiKey") }
    if model.hasPrefix("gemini") { keys.append("googleKey") }
    if agent["stt"] == "deepgram" { keys.append("deepgramKey") }
    if agent["stt"] == "gemini" { keys.append("googleKey") }
    if directory[voices, agent["voiceId"]]?["provider"] == "cartesia" { keys.append("cartesiaKey") }
    if agent["realtimeProvider"] == "openai" { keys.append("openaiKey") }
    if agent["realtimeProvider"] == "gemini" { keys.append("googleKey") }
    return keys
  }
}
