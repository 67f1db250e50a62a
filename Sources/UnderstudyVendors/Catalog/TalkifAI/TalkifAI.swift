import UnderstudyJSON

extension Vendor {
  /// TalkifAI, by its page https://docs.talkifai.dev/api-reference/endpoint/update-agent.
  package static let talkifAI = Vendor(
    id: "talkifai", title: "TalkifAI", tables: [TalkifAI.organizations, TalkifAI.members, TalkifAI.voices],
    surfaces: [TalkifAI.publicAPI, TalkifAI.studio], publishing: TalkifAI.notEmulated)
}

/// The surfaces of TalkifAI. The headings are those of `docs/vendors/talkifai.md`.
enum TalkifAI {
  static let publicAPI = Surface(
    vendor: "talkifai", id: "talkifai", hosts: ["api.talkifai.dev"], credential: apiKey, identity: identity,
    resource: agents, rate: rate, sources: sources,
    operations: [
      .update(
        "PUT", "/v1/agents/{agentId}", title: "TalkifAI public API: update agent", updateAgent,
        contentType: contentType, guards: [ownOrganization, role] + architectures + [commercialMode],
        answer: ["success": .always(true), "data": ["agent": .agent(shown)]]),
      .read(
        "/v1/agents/{agentId}", title: "TalkifAI public API: get agent", getAgent,
        guards: [ownOrganization, visibility], answer: ["success": .always(true), "data": ["agent": .agent(shown)]]),
      .list(
        "/v1/agents", title: "TalkifAI public API: list agents", listAgents, newestFirst,
        visibility: [ownOrganization, visibility],
        answer: ["success": .always(true), "data": ["agents": .agents(shown), "count": .count]]),
      .create(
        "/v1/agents", title: "TalkifAI public API: create agent", createAgent, contentType: contentType, creation,
        guards: architectures + [functionsSent, commercialMode], saveFailure: .readFailed,
        answer: ["success": .always(true), "data": ["agent": .agent(shown)]]),
      .delete(
        "/v1/agents/{agentId}", title: "TalkifAI public API: delete agent", deleteAgent, guards: deletion,
        saveFailure: .readFailed,
        answer: ["success": .always(true), "data": ["message": .always("Agent deleted successfully")]]),
    ],
    error: { refusal, _, _ in
      let error = describe(refusal)
      return ErrorAnswer(
        error.status, ["success": false, "error": .string(error.message), "code": .string(error.code)],
        headers: headers(of: refusal))
    }
  )

  static let studio = Surface(
    vendor: "talkifai", id: "talkifai-studio", namespace: "talkifai",
    hosts: ["studio.talkifai.dev", "api.talkifai.dev"], credential: session, identity: identity, resource: agents,
    sources: sources,
    operations: [
      .update(
        "PUT", "/api/agents/{agentId}", title: "TalkifAI Studio: update agent", updateAgent,
        contentType: contentType, guards: [ownOrganization, role] + architectures + [commercialMode],
        substitution: defaultsForMissingKeys,
        answer: ["success": .always(true), "agent": .agent(shownStudioAgent, voiceOption)]),
      .read(
        "/api/agents/{agentId}", title: "TalkifAI Studio: get agent", getAgent,
        guards: [ownOrganization, visibility], answer: ["agent": .agent(shownStudioAgent, voiceOption)]),
      .list(
        "/api/agents", title: "TalkifAI Studio: list agents", listAgents, newestFirst,
        visibility: [ownOrganization, visibility], answer: ["agents": .agents(shownStudioAgent, voiceOption)]),
      .create(
        "/api/agents", title: "TalkifAI Studio: create agent", createInStudio, contentType: contentType,
        studioCreation, guards: architectures + [functionsSent, memberOfOrganization, commercialMode],
        saveFailure: .readFailed,
        answer: [
          "success": .always(true), "agent": .agent(shownStudioAgent, voiceOption),
          "message": .always("Agent created successfully"),
        ],
        alternatives: [
          Operation.Alternative(
            .behaviour(
              "talkifai.created.status-200", "A new agent of Studio is answered with 200.",
              .assumed("Studio's page shows the body without its status.")),
            insteadOf: .assumed("201 is what the public API publishes."), status: 200)
        ]),
      .delete(
        "/api/agents/{agentId}", title: "TalkifAI Studio: delete agent", createInStudio, guards: deletion,
        saveFailure: .readFailed,
        answer: ["success": .always(true), "message": .always("Agent deleted successfully")]),
    ],
    error: { refusal, _, _ in
      let error = describe(refusal)
      return ErrorAnswer(error.status, ["error": .string(error.message)])
    }
  )

  private static let updateAgent = "https://docs.talkifai.dev/api-reference/endpoint/update-agent"
  static let createAgent = "https://docs.talkifai.dev/api-reference/endpoint/create-agent"
  private static let deleteAgent = "https://docs.talkifai.dev/api-reference/endpoint/delete-agent"
  static let createInStudio = "https://docs.talkifai.dev/platform/create-agent"
  private static let getAgent = "https://docs.talkifai.dev/api-reference/endpoint/get-agent"
  private static let listAgents = "https://docs.talkifai.dev/api-reference/endpoint/list-agents"
  /// The page does not document the order; newest first is usual.
  private static let newestFirst = Listing(.newestFirst(createdAt: "createdAt"))
  private static let agents = Resource(id: "talkifai", identity: "id", updatedAt: "updatedAt", record: agent)
  private static let identity = PathParameter("agentId", .documented("Path Parameters"))
  private static let contentType = ContentType.jsonIfPresent(
    .assumed("Its handlers read the body whatever the header says."), .off)
  /// The page states both answers; another page states that of a failed read.
  private static let sources = StandardSources(
    agentExists: .documented("404 Not Found"), agentSaved: .documented("500 Server Error"),
    agentsRead: .published(getAgent))

  // MARK: Credential

  static let apiKey = Credential(
    .header("x-api-key"), table: "members", member: "apiKeys", subject: "x-api-key",
    required: .unauthorized(.documented("Authorizations")), known: .unauthorized(.documented("401 Unauthorized")))

  private static let rate = RateLimit(
    "talkifai", by: .token, "A key may send 60, 300 or 1,000 requests in a minute, by its organization's plan.",
    .published("https://docs.talkifai.dev/api-reference/introduction")
  ) { member, records in
    let plan = records[organizations, member["organizationId"]]?["plan"]?.string
    return ["pro": 300, "enterprise": 1000][plan ?? ""] ?? 60
  }

  /// https://docs.talkifai.dev/api-reference/introduction
  private static func headers(of refusal: Refusal) -> [(name: String, value: String)] {
    guard case .rateLimited(let retryAfter) = refusal.reason else { return [] }
    return [
      ("Retry-After", "\(retryAfter.seconds)"), ("X-RateLimit-Limit", "\(retryAfter.limit)"),
      ("X-RateLimit-Remaining", "0"),
      ("X-RateLimit-Reset", "\(Int(retryAfter.end.date.timeIntervalSince1970))"),
    ]
  }

  /// The page's Next.js example sends no header. Better Auth, which the page names, keeps the session in a signed cookie,
  /// whose name has a prefix over https (https://www.better-auth.com/docs/concepts/cookies). External backends send a key
  /// (https://docs.talkifai.dev/api-reference/authentication).
  static let session = Credential(
    .bearer, .signedCookie("better-auth.session_token"), .signedCookie("__Secure-better-auth.session_token"),
    table: "members", member: "sessions", subject: "authorization",
    required: .unauthorized(.documented("Request")), known: .unauthorized(.documented("401 Unauthorized"))
  ).or(.header("x-api-key"), member: "apiKeys")

  // MARK: Access

  static let members = ReferenceTable(
    "members", identity: "id",
    record: Object(.documented("Access Control")) {
      Field("id", .string.notEmpty, "The user, as agents name their creator").serverOnly.requiredInSeed
      Field("organizationId", .string.notEmpty, "The one organization of the member").serverOnly.requiredInSeed
        .references("organizations")
      Field("role", .string.oneOf("owner", "admin", "member"), "What the member may do").serverOnly.requiredInSeed
      Field("apiKeys", .array(of: .string.notEmpty), "Keys of the public API").serverOnly.seedDefault([])
      Field("sessions", .array(of: .string.notEmpty), "Session tokens of Studio").serverOnly.seedDefault([])
      RateLimit.field
    })

  /// "Scope: Active organization from session".
  static let ownOrganization = Guard.access(
    "agent.organization",
    "The agent must belong to the sender's organization; otherwise it is as if it did not exist.",
    .documented("Overview"), refusal: .notFound,
    .equals(.stored("organizationId"), .caller("organizationId")))

  static let role = Guard.access(
    "agent.role",
    "Owners and admins may update any agent, other members those they created, unless in commercial mode.",
    message: "You don't have permission to update this agent", .documented("Access Control"), refusal: .forbidden,
    mayChange)

  /// As for updates; the page on organizations contradicts twice.
  private static let deletion = [
    ownOrganization,
    Guard.access(
      "agent.delete-role",
      "Owners and admins may delete any agent, other members those they created, unless in commercial mode.",
      message: "You don't have permission to delete this agent", .published(createInStudio), refusal: .forbidden,
      mayChange),
    Guard.access(
      "agent.delete-public", "Only owners and admins may delete public agents.",
      message: "You don't have permission to delete this agent",
      .published("https://docs.talkifai.dev/platform/organization"), refusal: .forbidden,
      .any([managesAgents, .not(.equals(.stored("mode"), "public"))])
    ).offByDefault,
  ]

  static let memberOfOrganization = Guard.permission(
    "organizationId.member", "A new agent belongs to the organization of the session.",
    message: "You are not a member of the selected organization",
    .published("https://docs.talkifai.dev/api-reference/endpoint/list-agents"),
    .equals(.merged("organizationId"), .caller("organizationId")))

  /// "Member (Not Creator): Public agents only".
  static let visibility = Guard.access(
    "agent.visibility", "Owners and admins may see any agent, other members those they created, and public ones.",
    message: "You don't have permission to access this agent",
    .published("https://docs.talkifai.dev/api-reference/endpoint/get-agent"), refusal: .forbidden,
    .any([managesAgents, createdAgent, .equals(.stored("mode"), "public")]))

  private static let managesAgents = Predicate.oneOf(.caller("role"), ["owner", "admin"])
  private static let mayChange = Predicate.any([
    managesAgents, .all([createdAgent, .not(.equals(.stored("mode"), "commercial"))]),
  ])
  private static let createdAgent = Predicate.equals(.stored("userId"), .caller("id"))

  // MARK: Commercial mode

  static let commercialMode = Guard.permission(
    "mode.commercial", "Only owners and admins may set `mode` to commercial.",
    message: "Only organization owners and admins can set agent as commercial",
    .documented("Mode Change Validation"), .any([managesAgents, .not(.equals(.sent("mode"), "commercial"))]))

  // MARK: Errors

  /// The status, the code of the public API and the message of a refusal.
  private static func describe(_ refusal: Refusal) -> (status: Int, code: String, message: String) {
    switch refusal.reason {
    case .invalid: (400, "validation_error", refusal.message)
    case .unauthorized: (401, "invalid_api_key", "Unauthorized")
    case .forbidden: (403, "forbidden", refusal.message)
    case .notFound: (404, "not_found", "Agent not found")
    case .methodNotAllowed: (405, "method_not_allowed", refusal.message)
    case .payloadTooLarge: (413, "payload_too_large", refusal.message)
    case .quotaExceeded: (402, "payment_required", refusal.message)
    case .conflict: (409, "conflict", refusal.message)
    case .saveFailed: (500, "update_failed", "Update failed")
    case .readFailed: (500, "server_error", "Server error")
    case .rateLimited: (429, "rate_limited", "Rate limit exceeded")
    case .failed(let phrase): (phrase.status, phrase.code, phrase.text)
    }
  }
}
