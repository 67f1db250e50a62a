import UnderstudyJSON

extension Centerfy {
  // MARK: Request

  /// The stored agent. An update can set the fields of the page's table, in its order.
  static let agent = Object(.documented("Body Parameters")) {
    Field("id", .string.format(.uuid), "The agent's UUID, in lower case").serverOnly.requiredInSeed
    Field("organization_id", .string, "Set at creation").ignoredOnUpdate(fixedAtCreation).requiredInSeed
      .references("keys", by: "organization_id")
    Field("sub_account_id", .string, "Set at creation").ignoredOnUpdate(fixedAtCreation).requiredInSeed
    Field("name", .string.notEmpty, "Agent display name").requiredInSeed
    Field("voice_id", .string.notEmpty, "Voice model, such as Sulafat, Aria or Ravi: an open list")
    Field("max_duration", .number, "The maximum call length in minutes")
    Field("temperature", .number.range(0...1, meaningOfBounds), "Creativity of the model, from precise to creative")
    Field("silence_timeout", .number, "Seconds of silence before the agent speaks")
    Field("voice_activity_timeout", .number, "Threshold of voice detection in milliseconds")
    Field("llm_model", .string.notEmpty, "Language model: an open list")
    Field("language", .string.notEmpty, "Language code, such as en-US")
    Field("background_noise", .boolean, "Whether background sound is played")
    Field("background_type", .string.notEmpty.nullable(forms).clearedByEmptyText, "The background sound")
      .required(when: "background_noise", is: true)
    Field("voicemail_detection", .boolean, "Whether voicemail is detected")
    Field(
      "voicemail_type",
      .string.oneOf("leave_message", "hangup", source: createPage).nullable(forms).clearedByEmptyText,
      "What to do on voicemail"
    )
    .required(when: "voicemail_detection", is: true)
    Field(
      "voicemail_message", .string.notEmpty.nullable(forms).clearedByEmptyText, "The message left on voicemail"
    )
    .required(when: "voicemail_type", is: "leave_message")
    Field("backcchanneling", .boolean, "Verbal acknowledgements; spelled so by the vendor")
    Field("is_active", .boolean, "Whether the agent is live").requiredInSeed
    Field("webhook", .boolean, "Whether a webhook is called after a call")
    Field(
      "webhook_url", .string.format(.webURL, webURLs).nullable(forms).clearedByEmptyText, "The URL of the webhook"
    )
    .required(when: "webhook", is: true)
    Field("recording", .boolean, "Whether calls are recorded")
    Field("created_at", .string.format(.timestamp), "When the agent was created").serverOnly
      .defaultsToStartInSeed
    Field("archived_at", .string.format(.timestamp), "When the agent was archived, if it was").serverOnly
    Field("updated_at", .string.format(.timestamp), "When the agent was last updated").serverOnly
      .defaultsToStartInSeed
  }

  /// "If you set webhook=true, you must also provide webhook_url": the stored value does not count.
  static let somethingToUpdate = Guard.constraint(
    "body.required", "The body must hold at least one field that can be updated.",
    message: "No updatable fields provided", .documented("Response Codes"), .sendsAnyField)

  private static let fixedAtCreation = Source.documented("Can I change the organization or sub-account?")
  /// The page of the update names `leave_message` only.
  private static let createPage = Source.published(createAgent)
  private static let webURLs = Source.assumed("A webhook is called over the web.")
  private static let forms = Source.assumed("Forms send null or an empty text for a field that is not filled in.")
  /// The page says what 0.0 and 1.0 mean, and not that other values are refused.
  private static let meaningOfBounds = Source.inferred("Body Parameters")

  // MARK: Creation

  static let endOfPage = Source.assumed("The known copy of the page ends before its row.")
  private static let ownScope = Source.assumed("A key belongs to one organization, and often to one sub-account.")

  static let creation = Creation(
    fields: agent.atCreation(createPage) {
      agent.field("name").required(createPage)
      agent.field("voice_id").required(createPage)
      agent.field("max_duration").required(createPage)
      agent.field("temperature").required(createPage)
      agent.field("silence_timeout").required(createPage)
      agent.field("voice_activity_timeout").required(createPage)
      agent.field("llm_model").required(createPage)
      agent.field("language").required(createPage)
      agent.field("background_noise").required(createPage)
      agent.field("voicemail_detection").required(createPage)
      agent.field("backcchanneling").requiredIfSwitchedOn(endOfPage).seedDefault(false)
      agent.field("is_active").requiredIfSwitchedOn(endOfPage).seedDefault(true)
      agent.field("webhook").requiredIfSwitchedOn(endOfPage).seedDefault(false)
      agent.field("recording").requiredIfSwitchedOn(endOfPage).seedDefault(false)
      agent.field("organization_id").with(.string.format(.uuid, ownScope)).accepted
        .requiredIfSwitchedOn(.published("https://setup.centerfy.ai/api/make-ai-call/")).from(ownScope)
      agent.field("sub_account_id").with(.string.format(.uuid, ownScope)).accepted.from(ownScope)
    },
    setting: [("created_at", .now), ("updated_at", .now)],
    completing: { agent, key, _ in
      for name in ["organization_id", "sub_account_id"] as [Name] {
        guard let sent = agent[name] else {
          agent[name] = key[name]
          continue
        }
        // UUIDs, which may be sent in either case; a seeded key's may be written in either too.
        guard let sent = sent.string?.inLowerCase else { continue }
        let own = key[name]?.string ?? sent
        agent[name] = .string(own.inLowerCase == sent ? own : sent)
      }
      return []
    },
    id: { digest, number, _ in
      let digits = Array(digest)
      func part(_ range: Range<Int>) -> String { String(digits[range]) }
      return "\(part(0..<8))-\(part(8..<12))-4\(part(12..<15))-a\(part(15..<18))-"
        + String(number, radix: 16).padded(to: 12)
    })

  /// A key without a sub-account does not say which one the agent belongs to.
  static let subAccountSent = Guard.constraint(
    "sub_account_id.required", "`sub_account_id` must be sent if the key has none.", ownScope,
    .isSet(.merged("sub_account_id")))

  static let archiving = Archiving(
    Object(.published(archiveAgent)) {
      Field("agent_id", .string.format(.uuid), "The agent to archive").required(.published(archiveAgent))
    }, identity: "agent_id", archivedAt: "archived_at")

  // MARK: Seeds

  static let keys = ReferenceTable(
    "keys", identity: "key",
    record: Object(.documented("Headers")) {
      Field("key", .string.notEmpty, "The API key as clients send it, such as cfy_your_api_key")
        .serverOnly.requiredInSeed
      Field("organization_id", .string.notEmpty, "The organization whose agents the key reaches")
        .serverOnly.requiredInSeed
      Field("sub_account_id", .string, "Narrows the key to one sub-account").serverOnly
      RateLimit.field
    })
}
