import UnderstudyJSON

extension Voicebip {
  // MARK: Request

  static let agent = Object(.documented("Request")) {
    Field("agent_id", .string.notEmpty).serverOnly.requiredInSeed
    Field("workspace_id", .string.notEmpty, "The workspace that reaches the agent").serverOnly.requiredInSeed
      .references("workspaces")
    Field("display_name", .string.notEmpty).requiredInSeed
    Field("description", .string.nullable(unset))
    Field("language", languages.offByDefault).seedDefault("en")
    Field("ai_provider", .string.oneOf("byom", "openai", "gemini", source: agents), "AI backend").requiredInSeed
    Field("ai_model", .string.nullable(unset))
    Field("system_prompt", .string.nullable(unset))
    Field(
      "webhook_url", .string.format(.webURL, webURLs).nullable(unset).clearedByEmptyText,
      "The URL that receives turns and lifecycle events")
    Field("greeting_text", .string.nullable, "Spoken when a call connects; null: the built-in greeting")
    Field("tool_definitions", .string.format(.arrayOfObjects), "OpenAI-compatible tools").seedDefault("[]")
    Field("shareable", .boolean, "Whether there is a public link to try the agent").seedDefault(false)
    Field("call_window_start", .string.nullable(anyTime).format(.timeOfDay, response), "Earliest outbound call")
      .seedDefault("08:00")
    Field("call_window_end", .string.nullable(anyTime).format(.timeOfDay, response), "Latest outbound call")
      .seedDefault("20:00")
    Field("call_window_timezone", .string.format(.timeZone, response), "The time zone of the call window")
      .seedDefault("Africa/Lagos")
    Field("pre_call_announcement", .string.nullable(unset), "Spoken at the start of a call")
    Field("recording_enabled", .boolean, "Whether calls are recorded").seedDefault(false)
    Field("consent_required", .boolean, "Whether consent is asked for before recording").seedDefault(true).audited
    Field("status", statusValues)
      .seedDefault("active")
    Field("created_at", .string.format(.timestamp)).serverOnly.defaultsToStartInSeed
    Field("updated_at", .string.format(.timestamp)).serverOnly.defaultsToStartInSeed
  }

  /// The page of the update names no language, and only `byom` of the providers.
  private static let agents = Source.published(guide)
  private static let languages = Value.string.oneOf(
    "en", "ha", "yo", "ig", "pcm", "fr", "ar", "pt", "auto", source: agents)
  private static let response = Source.documented("Response")
  private static let webURLs = Source.assumed("A webhook is called over the web.")
  private static let unset = Source.assumed("The page marks the member as optional, and null is how JSON says so.")
  /// Without a window, calls are allowed at any time: null in both allows calls at any time.
  private static let anyTime = Source.published("https://docs.voicebip.com/documentation/reference/faq")
  private static let statusValues = Value.string.oneOf(
    "active", "inactive", "paused", "archived", source: .assumed("The page's list of allowed values is empty.")
  ).advisory("the vendor's list of values is not known")

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

  // MARK: Creation

  static let creation = Creation(
    fields: agent.atCreation(agents) {
      agent.field("display_name").required(agents)
      Field("template_id", .string, "A template of the vendor's").notEmulated
      agent.field("status").serverOnly
    },
    setting: [("workspace_id", .caller("id")), ("created_at", .now), ("updated_at", .now)],
    limits: [
      .quota(
        "agent.quota", "A workspace has at most as many agents as its plan allows.", errorCodes,
        limit: "agentLimit",
        owner: "workspace_id"),
      .unique(
        "display_name.unique", "No two agents of a workspace have the same `display_name`.", errorCodes,
        member: "display_name", owner: "workspace_id"),
    ],
    behaviours: [byDefaultOwnModel], completing: complete, id: newID)

  private static let byDefaultOwnModel = Rule.behaviour(
    "voicebip.ai_provider.default-byom", "A new agent without `ai_provider` is a byom agent.", agents)

  /// - Returns: The rule about the default provider if neither it nor the request decided: the vendor's pages disagree.
  @Sendable private static func complete(_ agent: inout Members, _: Members, _ switches: Switches) -> [Rule] {
    let hasWebhook = agent["webhook_url"].map { !$0.isNull } ?? false
    let isOwn = switches.isOn(byDefaultOwnModel)
    let isAssumed = agent["ai_provider"] == nil && !hasWebhook && !isOwn
    if agent["ai_provider"] == nil { agent["ai_provider"] = hasWebhook || isOwn ? "byom" : "openai" }
    let models: Members = ["openai": "gpt-4o", "gemini": "gemini-2.0-flash"]
    if agent["ai_model"] == nil { agent["ai_model"] = models[agent["ai_provider"]?.string ?? ""] ?? .null }
    return isAssumed ? [byDefaultOwnModel] : []
  }

  /// `agt_`, the workspace's prefix, eight digits of the sandbox, and the number in base 36.
  @Sendable private static func newID(_ digest: String, _ number: Int, _ workspace: Members) -> String {
    let name = (workspace["id"]?.string ?? "").replacing("ws_", with: "").filter { $0.isLetter || $0.isNumber }
    let prefix = workspace["prefix"]?.string ?? name.prefix(4).uppercased()
    return "agt_\(prefix)_" + digest.prefix(8) + String(number, radix: 36).padded(to: 4)
  }

  /// As for updates, for an agent of which nothing is stored.
  static let webhookForNewOwnModel = Guard.constraint(
    "webhook_url.required-for-byom",
    "`webhook_url` must be sent with a change of `ai_provider` to byom, and cannot be cleared while it is byom.",
    .documented("Request"),
    .any([.not(.equals(.merged("ai_provider"), "byom")), .isSet(.merged("webhook_url"))]))

  // MARK: Response

  static let shown: Projection = [
    "agent_id", "workspace_id", "display_name", "description", "language", "ai_provider", "ai_model",
    "system_prompt", "webhook_url", "greeting_text", "tool_definitions", "shareable", "call_window_start",
    "call_window_end", "call_window_timezone", "pre_call_announcement", "recording_enabled", "consent_required",
    "status", "created_at", "updated_at",
  ]
}
