import UnderstudyJSON

extension TalkifAI {
  // MARK: Request

  static let agent = Object(.documented("Request")) {
    Field("id", .string.notEmpty).serverOnly.requiredInSeed
    Field("name", .string.nonBlankNonNull(texts).message("Name is required").length(2...50), "Display name")
      .requiredInSeed
    Field(
      "description", .string.nonBlankNonNull(texts).message("Description is required").length(0...200),
      "Internal description"
    ).requiredInSeed
    Field(
      "sysMsg", .string.nonBlankNonNull(texts).message("System message is required").length(0...5000),
      "System prompt"
    )
    .requiredInSeed
    Field("languages", languages, "Codes or words: the page uses both").seedDefault([])
    Field("agentArchitecture", .string.oneOf("pipeline", "realtime", "text"), "How the agent is built")
      .rejectedOnUpdate(.documented("Request"), message: "Architecture cannot be changed after creation")
      .requiredInSeed
    Field("model", .string.nullable(unset), "Language model")
    Field("stt", .string.nullable(unset), "Speech-to-text provider").doesNotApply(
      when: "agentArchitecture", is: "text")
    Field("voiceId", .string.nullable(unset), "Voice").doesNotApply(when: "agentArchitecture", is: "text")
    Field("realtimeProvider", .string.nullable(unset).oneOf("openai", "gemini"), "Provider of a realtime agent")
    Field("greetingType", .string.oneOf("agentFirst", "userFirst"), "Who speaks first").seedDefault("agentFirst")
    Field("greetingMessage", .string.nullable(unset), "Greeting")
    Field("lastMessage", .string.nullable(unset).length(0...100), "Farewell")
    Field(
      "temperature", .number.range(0.1...1).message("Temperature must be between 0.1 and 1.0"),
      "Randomness of answers"
    ).seedDefault(0.7)
    Field("inactivityTimeout", inactivityTimeout, "Seconds of silence before the call ends").seedDefault(30)
    Field("mode", mode, "The visibility of the agent").seedDefault("public")
    Field("functionCallingEnabled", .boolean, "Whether functions are called").seedDefault(false).from(body)
    Field("enabledFunctions", .array(of: .string), "Built-in functions").seedDefault([]).from(body)
    Field("enabledCustomFunctions", .array(of: .string), "Custom functions").seedDefault([]).from(body)
    Field("userId", .string.notEmpty, "The member who created the agent").serverOnly.requiredInSeed
      .references("members")
    Field("organizationId", .string.notEmpty, "The organization of the agent").serverOnly.requiredInSeed
      .references("organizations")
    Field("createdAt", .string.format(.timestamp)).serverOnly.defaultsToStartInSeed
    Field("updatedAt", .string.format(.timestamp)).serverOnly.defaultsToStartInSeed
  }

  private static let texts = Source.documented("Field Validation")
  private static let unset = Source.assumed("Answers show null for what is not set.")
  private static let body = Source.documented("Body")

  private static let inactivityTimeout = Value.integer.range(10...60, texts).includingWrongTypes
    .message("Inactivity timeout must be between 10 and 60 seconds")

  private static let mode = Value.string.oneOf("public", "private", "commercial", source: texts).includingWrongTypes
    .message("Invalid agent mode. Must be 'public', 'private', or 'commercial'")

  // MARK: Languages

  private static let languages = Value.array(
    of: .string.oneOf("en", "ur", "sd", "english", "urdu", "sindhi", source: texts).message(
      "Invalid language: {value}")
  )
  .count(atLeast: 1)
  .count(atMost: 100, .assumed("No agent speaks more languages; each is compared with those that are stored."))
  .stored(as: ListEntry("language", idPrefix: "lang_", .documented("Response")))

  // MARK: Architecture

  /// Checked on the merged agent, so that an update of some fields passes if the agent is complete.
  static let architectures = [
    Guard.constraint(
      "pipeline.required", "A pipeline agent must have `voiceId`, `model` and `stt`.",
      message: "For pipeline architecture, voiceId, model, and STT are required",
      .documented("Architecture-Specific Validation"),
      .when(
        isOfArchitecture("pipeline"),
        .all([.isNotBlank(.merged("voiceId")), .isNotBlank(.merged("model")), .isNotBlank(.merged("stt"))]))),
    Guard.constraint(
      "realtimeProvider.required-for-realtime", "A realtime agent must have `realtimeProvider`.",
      message: "For realtime architecture, realtimeProvider is required",
      .documented("Architecture-Specific Validation"),
      .when(isOfArchitecture("realtime"), .isNotBlank(.merged("realtimeProvider")))),
    Guard.constraint(
      "voiceId.required-for-agent-first", "A realtime agent must have `voiceId` when `greetingType` is agentFirst.",
      message: "For realtime architecture, voiceId is required when greetingType is agentFirst",
      .documented("Architecture-Specific Validation"),
      .when(
        .all([isOfArchitecture("realtime"), .equals(.merged("greetingType"), "agentFirst")]),
        .isNotBlank(.merged("voiceId")))),
    Guard.constraint(
      "model.required-for-text", "A text agent must have `model`.",
      message: "For text architecture, model is required", .documented("Architecture-Specific Validation"),
      .when(isOfArchitecture("text"), .isNotBlank(.merged("model")))),
  ]

  private static func isOfArchitecture(_ name: String) -> Predicate {
    .equals(.merged("agentArchitecture"), .value(.string(name)))
  }
}
