import UnderstudyJSON

extension Vendor {
  /// Centerfy AI, by its page https://setup.centerfy.ai/api/update-agent/.
  package static let centerfy = Vendor(
    id: "centerfy", title: "Centerfy AI", tables: [Centerfy.keys], surfaces: [Centerfy.surface],
    publishing: Centerfy.notEmulated)
}

/// The surface of Centerfy AI. The headings are those of `docs/vendors/centerfy.md`.
enum Centerfy {
  static let surface = Surface(
    vendor: "centerfy", id: "centerfy", hosts: ["crmwebhook.com"], credential: credential,
    identity: PathParameter("agentId", format: .uuid, .documented("Path Parameters")),
    resource: Resource(
      id: "centerfy", identity: "id", canonicalID: { $0.inLowerCase }, updatedAt: "updated_at", record: agent),
    rate: rate,
    operations: [
      .update(
        "PUT", "/functions/v1/crm-api/update-agent/{agentId}", title: "Centerfy AI: update agent",
        "https://setup.centerfy.ai/api/update-agent/", contentType: .required(.documented("Headers")),
        guards: [notArchived, scope, somethingToUpdate], answer: .agent(shown)),
      .read(
        "/functions/v1/crm-api/get-agent/{agentId}", title: "Centerfy AI: get agent",
        "https://setup.centerfy.ai/api/get-agent/", guards: [notArchived, scope], answer: .agent(shownWhole)),
      .create(
        "/functions/v1/crm-api/create-agent", title: "Centerfy AI: create agent", createAgent,
        contentType: .required(.documented("Headers")), creation, guards: [subAccountSent, scopeOfNew],
        answer: .agent(["id", "name", "is_active", .ifSet("created_at")]),
        alternatives: [
          Operation.Alternative(
            .behaviour(
              "centerfy.created.status-200", "A new agent is answered with 200.",
              .assumed("Creations of many services are answered with 200.")),
            insteadOf: .assumed("The vendor lists 201, and nothing else could use it."), status: 200),
          Operation.Alternative(
            .behaviour(
              "centerfy.created.whole-agent", "A new agent is answered whole, as get-agent answers.", endOfPage),
            insteadOf: endOfPage, answer: .agent(shownWhole)),
        ]),
      .archive(
        "/functions/v1/crm-api/archive-agent", title: "Centerfy AI: archive agent", archiveAgent,
        contentType: .required(.documented("Headers")), archiving, guards: [scope],
        answer: .agent([.renamed("agent_id", from: "id"), "archived_at"])),
    ],
    error: error)

  // MARK: Credential

  /// The page documents `x-api-key`; the overview also documents a bearer token.
  static let credential = Credential(
    .header("x-api-key"), .bearer, table: "keys", member: "key", subject: "x-api-key",
    required: .unauthorized(.documented("Response Codes")), known: .unauthorized(.documented("Response Codes")))

  private static let rate = RateLimit(
    "centerfy", by: .token, "A key may send 60 requests in a minute.",
    .published("https://setup.centerfy.ai/api/overview/")
  ) { _, _ in 60 }

  /// A key gives access to one sub-account, or to its whole organization if it names none.
  static let scope = Guard.access(
    "agent.scope", "The agent must belong to the key's organization and, if it has one, sub-account.",
    .documented("Response Codes"), refusal: .forbidden,
    .all([
      .equals(.stored("organization_id"), .caller("organization_id")),
      .when(.isPresent(.caller("sub_account_id")), .equals(.stored("sub_account_id"), .caller("sub_account_id"))),
    ]))

  /// A new agent is in the key's scope.
  static let scopeOfNew = Guard.permission(
    "agent.scope", "The agent must belong to the key's organization and, if it has one, sub-account.",
    .documented("Response Codes"),
    .all([
      .equals(.merged("organization_id"), .caller("organization_id")),
      .when(.isPresent(.caller("sub_account_id")), .equals(.merged("sub_account_id"), .caller("sub_account_id"))),
    ]))

  /// "Archived agents cannot be used": whether they can be read and updated is open.
  static let notArchived = Guard.access(
    "agent.archived", "An archived agent is as if it did not exist.",
    .assumed("Its configuration is kept, so that it can still be read and updated."), refusal: .notFound,
    .not(.isSet(.stored("archived_at")))
  ).offByDefault

  static let createAgent = "https://setup.centerfy.ai/api/create-agent/"
  static let archiveAgent = "https://setup.centerfy.ai/api/delete-agent/"

  // MARK: Not emulated

  static let notEmulated = [
    PublishedRoute(
      "POST", "/functions/v1/crm-api/make-ai-call/{agent_id}", "https://setup.centerfy.ai/api/make-ai-call/"),
    PublishedRoute(
      "GET", "/functions/v1/crm-api/get-call-recording/{call_id}",
      "https://setup.centerfy.ai/api/get-call-recording/"),
    PublishedRoute(
      "GET", "/functions/v1/crm-api/get-contact-messages/{contact_id}",
      "https://setup.centerfy.ai/api/get-contact-messages/"),
    PublishedRoute("POST", "/functions/v1/crm-api/send-message", "https://setup.centerfy.ai/api/send-message/"),
  ]

  // MARK: Errors

  /// The format is documented on https://setup.centerfy.ai/api/overview/.
  static func error(_ refusal: Refusal, _: Surface.ShortID, _: Switches) -> ErrorAnswer {
    let (status, message) =
      switch refusal.reason {
      case .methodNotAllowed: (405, refusal.message)
      case .payloadTooLarge: (413, refusal.message)
      case .unauthorized: (401, "Invalid API key")
      case .notFound: (404, "Agent not found")
      case .forbidden: (403, "Organization/sub-account mismatch with API key scope")
      case .invalid: (400, refusal.message)
      case .quotaExceeded: (402, refusal.message)
      case .conflict: (409, refusal.message)
      case .saveFailed, .readFailed: (500, refusal.message)
      case .rateLimited: (429, "Rate limit exceeded. Please wait a few seconds before you try again.")
      case .failed(let phrase): (phrase.status, phrase.text)
      }
    return ErrorAnswer(status, ["error": true, "message": .string(message)])
  }

  // MARK: Response

  static let shown: Projection = ["id", "name", "is_active", "updated_at"]

  // MARK: Reads

  /// "Returns the full agent object with all configured fields plus metadata", in the order of the page's example.
  static let shownWhole: Projection = [
    "id", "name", .ifSet("voice_id"), .ifSet("max_duration"), .ifSet("temperature"), .ifSet("silence_timeout"),
    .ifSet("voice_activity_timeout"), .ifSet("llm_model"), .ifSet("language"), .ifSet("background_noise"),
    .ifSet("background_type"), .ifSet("voicemail_detection"), .ifSet("voicemail_type"), .ifSet("voicemail_message"),
    .ifSet("backcchanneling"), "is_active", "organization_id", "sub_account_id", .ifSet("webhook"),
    .ifSet("webhook_url"), .ifSet("recording"), .ifSet("created_at"), "updated_at",
  ]
}

extension String {
  /// The text in lower case. Most ids are sent so, and then are not copied.
  var inLowerCase: String {
    let isInLowerCase = utf8.span.withUnsafeBytes { bytes in
      bytes.allSatisfy { $0 < 0x80 && !(UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0) }
    }
    return isInLowerCase ? self : lowercased()
  }
}
