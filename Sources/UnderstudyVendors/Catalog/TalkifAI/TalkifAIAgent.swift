import UnderstudyJSON

extension TalkifAI {
  // MARK: Request

  static let agent = Object(.documented("Request")) {
    Field("id", .string.notEmpty).internalOnly.inEverySeed
    Field("name", .string.given(texts).saying("Name is required").length(2...50), "Display name").inEverySeed
    Field(
      "description", .string.given(texts).saying("Description is required").length(0...200), "Internal description"
    ).inEverySeed
    Field(
      "sysMsg", .string.given(texts).saying("System message is required").length(0...5000), "System prompt"
    ).inEverySeed
    Field("languages", languages, "Codes or words: the page uses both").seeded([])
    Field("agentArchitecture", .string.oneOf("pipeline", "realtime", "text"), "How the agent is built")
      .immutable(.documented("Request")).inEverySeed
    Field("model", .string.nullable, "Language model")
    Field("stt", .string.nullable, "Speech-to-text provider").neverApplies(when: "agentArchitecture", is: "text")
    Field("voiceId", .string.nullable, "Voice").neverApplies(when: "agentArchitecture", is: "text")
    Field("realtimeProvider", .string.nullable.oneOf("openai", "gemini"), "Provider of a realtime agent")
    Field("greetingType", .string.oneOf("agentFirst", "userFirst"), "Who speaks first").seeded("agentFirst")
    Field("greetingMessage", .string.nullable, "Greeting")
    Field("lastMessage", .string.nullable.length(0...100), "Farewell")
    Field("temperature", .number.range(0.1...1), "Randomness of answers").seeded(0.7)
    Field("inactivityTimeout", inactivityTimeout, "Seconds of silence before the call ends").seeded(30)
    Field("mode", mode, "Who sees the agent").seeded("public")
    Field("functionCallingEnabled", .boolean, "Whether functions are called").seeded(false).from(body)
    Field("enabledFunctions", .array(of: .string), "Built-in functions").seeded([]).from(body)
    Field("enabledCustomFunctions", .array(of: .string), "Custom functions").seeded([]).from(body)
    Field("userId", .string.notEmpty, "The member who created the agent").internalOnly.inEverySeed
    Field("organizationId", .string.notEmpty, "The organization of the agent").internalOnly.inEverySeed
    Field("createdAt", .string.format(.timestamp)).internalOnly.inEverySeed
    Field("updatedAt", .string.format(.timestamp)).internalOnly.inEverySeed
  }

  private static let texts = Source.documented("Field Validation")
  private static let body = Source.documented("Body")

  private static let inactivityTimeout = Value.integer.range(10...60, texts).whateverItsType
    .saying("Inactivity timeout must be between 10 and 60 seconds")

  private static let mode = Value.string.oneOf("public", "private", "commercial", source: texts).whateverItsType
    .saying("Invalid agent mode. Must be 'public', 'private', or 'commercial'")

  // MARK: Languages

  private static let languages = Value.array(
    of: .string.oneOf("en", "ur", "sd", "english", "urdu", "sindhi", source: texts).saying(
      "Invalid language: {value}")
  )
  .count(atLeast: 1)
  .stored(as: Entry("language", idPrefix: "lang_", .documented("Response")))

  // MARK: Architecture

  /// Checked on the agent as it would be, so that a part of a complete agent can be updated alone.
  static let architectures = [
    Constraint(
      "pipeline.required", "A pipeline agent must have `voiceId`, `model` and `stt`.",
      saying: "For pipeline architecture, voiceId, model, and STT are required",
      .documented("Architecture-Specific Validation")
    ) { update in
      let agent = update.merged
      return agent["agentArchitecture"] != "pipeline" || ["voiceId", "model", "stt"].allSatisfy { agent.has($0) }
    },
    Constraint(
      "realtimeProvider.required-for-realtime", "A realtime agent must have `realtimeProvider`.",
      .documented("Architecture-Specific Validation")
    ) { update in
      update.merged["agentArchitecture"] != "realtime" || update.merged.has("realtimeProvider")
    },
    Constraint(
      "voiceId.required-for-agent-first",
      "A realtime agent must have `voiceId` when `greetingType` is agentFirst.",
      .documented("Architecture-Specific Validation")
    ) { update in
      let agent = update.merged
      return agent["agentArchitecture"] != "realtime" || agent["greetingType"] != "agentFirst"
        || agent.has("voiceId")
    },
    Constraint(
      "model.required-for-text", "A text agent must have `model`.",
      .documented("Architecture-Specific Validation")
    ) { update in
      update.merged["agentArchitecture"] != "text" || update.merged.has("model")
    },
  ]
}

extension Members {
  /// Whether this holds a string that is not blank.
  fileprivate func has(_ name: String) -> Bool { self[name]?.string?.isBlank == false }
}
