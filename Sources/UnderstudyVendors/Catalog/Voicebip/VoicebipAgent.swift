import UnderstudyJSON

extension Voicebip {
  // MARK: Request

  static let agent = Object(.documented("Request")) {
    Field("agent_id", .string.notEmpty).serverOnly.requiredInSeed
    Field("workspace_id", .string.notEmpty, "The workspace that reaches the agent").serverOnly.requiredInSeed
    Field("display_name", .string.notEmpty).requiredInSeed
    Field("description", .string.nullable)
    Field("language", languages.offByDefault).seedDefault("en")
    Field("ai_provider", .string.oneOf("byom", "openai", "gemini", source: guide), "AI backend").requiredInSeed
    Field("ai_model", .string.nullable)
    Field("system_prompt", .string.nullable)
    Field(
      "webhook_url", .string.nullable.format(.webURL, webURLs), "The URL that receives turns and lifecycle events")
    Field("greeting_text", .string.nullable, "Spoken when a call connects; null: the built-in greeting")
    Field("tool_definitions", .string.format(.arrayOfObjects), "OpenAI-compatible tools").seedDefault("[]")
    Field("shareable", .boolean, "Whether there is a public link to try the agent").seedDefault(false)
    Field("call_window_start", .string.nullable.format(.timeOfDay, response), "Earliest outbound call")
      .seedDefault("08:00")
    Field("call_window_end", .string.nullable.format(.timeOfDay, response), "Latest outbound call")
      .seedDefault("20:00")
    Field("call_window_timezone", .string.format(.timeZone, response), "The time zone of the call window")
      .seedDefault("Africa/Lagos")
    Field("pre_call_announcement", .string.nullable, "Spoken at the start of a call")
    Field("recording_enabled", .boolean, "Whether calls are recorded").seedDefault(false)
    Field("consent_required", .boolean, "Whether consent is asked for before recording").seedDefault(true).audited
    Field("status", .string.oneOf("active", "inactive", "paused", "archived", source: statuses))
      .seedDefault("active")
    Field("created_at", .string.format(.timestamp)).serverOnly.requiredInSeed
    Field("updated_at", .string.format(.timestamp)).serverOnly.requiredInSeed
  }

  /// The page of the update names no language, and only `byom` of the providers.
  private static let guide = Source.published("https://docs.voicebip.com/documentation/guides/agents")
  private static let languages = Value.string.oneOf(
    "en", "ha", "yo", "ig", "pcm", "fr", "ar", "pt", "auto", source: guide)
  private static let response = Source.documented("Response")
  private static let webURLs = Source.assumed("A webhook is called over the web.")
  private static let statuses = Source.assumed("The page's list of allowed values is empty.")

  /// "When changing to byom, also supply webhook_url in the same PATCH": a stored URL suffices for `byom` agents only.
  static let webhookForOwnModel = Guard.constraint(
    "webhook_url.required-for-byom",
    "`webhook_url` must be sent with a change of `ai_provider` to byom, and cannot be cleared while it is byom.",
    .documented("Request"),
    .any([
      .not(.equals(.merged("ai_provider"), "byom")),
      .isSet(.sent("webhook_url")),
      .all([
        .not(.isPresent(.sent("webhook_url"))),
        .when(
          .equals(.sent("ai_provider"), "byom"),
          .all([.equals(.stored("ai_provider"), "byom"), .isSet(.stored("webhook_url"))])),
      ]),
    ]))

  // MARK: Response

  static let shown: Projection = [
    "agent_id", "workspace_id", "display_name", "description", "language", "ai_provider", "ai_model",
    "system_prompt", "webhook_url", "greeting_text", "tool_definitions", "shareable", "call_window_start",
    "call_window_end", "call_window_timezone", "pre_call_announcement", "recording_enabled", "consent_required",
    "status", "created_at", "updated_at",
  ]
}
