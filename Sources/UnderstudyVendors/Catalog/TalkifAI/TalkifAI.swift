import UnderstudyJSON

extension Vendor {
  /// TalkifAI, by its page https://docs.talkifai.dev/api-reference/endpoint/update-agent: two surfaces over the
  /// same agents.
  package static let talkifAI = Vendor(
    id: "talkifai", title: "TalkifAI", tables: [TalkifAI.organizations, TalkifAI.members, TalkifAI.voices],
    surfaces: [TalkifAI.updateAgent, TalkifAI.updateAgentInStudio])
}

/// The headings follow `docs/vendors/talkifai.md`.
enum TalkifAI {
  static let updateAgent = Surface(
    vendor: "talkifai",
    id: "talkifai",
    title: "TalkifAI public API: update agent",
    document: document,
    host: "api.talkifai.dev",
    method: "PUT",
    path: "/v1/agents/{agentId}",
    credential: apiKey,
    contentType: contentType,
    agentID: agentID,
    access: [ownOrganization, role],
    collection: agents,
    constraints: architectures,
    permissions: [commercialMode],
    answer: ["success": .always(true), "data": ["agent": .agent(shown)]],
    reads: Reads(
      at: "/v1/agents/{agentId}", getAgent, access: [ownOrganization, visibility],
      answer: ["success": .always(true), "data": ["agent": .agent(shown)]],
      list: Reads.List(
        at: "/v1/agents", listAgents, newestFirst,
        answer: ["success": .always(true), "data": ["agents": .agents(.agent(shown)), "count": .count]])),
    error: { refusal, _ in
      let error = describe(refusal)
      return ErrorAnswer(
        error.status, ["success": false, "error": .string(error.message), "code": .string(error.code)])
    }
  )

  static let updateAgentInStudio = Surface(
    vendor: "talkifai",
    id: "talkifai-studio",
    title: "TalkifAI Studio: update agent",
    document: document,
    namespace: "talkifai",
    host: "studio.talkifai.dev",
    method: "PUT",
    path: "/api/agents/{agentId}",
    credential: session,
    contentType: contentType,
    agentID: agentID,
    access: [ownOrganization, role],
    collection: agents,
    constraints: architectures,
    permissions: [commercialMode],
    fallback: useDefaultsForMissingKeys,
    answer: ["success": .always(true), "agent": .agent(shownStudioAgent, voiceOption)],
    reads: Reads(
      at: "/api/agents/{agentId}", getAgent, access: [ownOrganization, visibility],
      answer: ["agent": .agent(shownStudioAgent, voiceOption)],
      list: Reads.List(
        at: "/api/agents", listAgents, newestFirst,
        answer: ["agents": .agents(.agent(shownStudioAgent, voiceOption))])),
    error: { refusal, _ in
      let error = describe(refusal)
      return ErrorAnswer(error.status, ["error": .string(error.message)])
    }
  )

  private static let document = "https://docs.talkifai.dev/api-reference/endpoint/update-agent"
  private static let getAgent = "https://docs.talkifai.dev/api-reference/endpoint/get-agent"
  private static let listAgents = "https://docs.talkifai.dev/api-reference/endpoint/list-agents"
  /// The page does not say; it is the usual order of such lists.
  private static let newestFirst = Reads.Order.newestFirst(createdAt: "createdAt")
  private static let agents = Collection(id: "talkifai", identity: "id", updatedAt: "updatedAt", record: agent)
  private static let agentID = AgentID("agentId", .documented("Path Parameters"))
  private static let contentType = ContentType.jsonIfPresent(
    .assumed("The page lists the header without calling it required."))

  // MARK: Credential

  static let apiKey = Credential(
    .header("x-api-key"), table: "members", member: "apiKeys", subject: "x-api-key",
    required: Credential.Demand(.unauthorized, .documented("Authorizations")),
    known: Credential.Demand(.unauthorized, .documented("401 Unauthorized")))

  /// The page's Next.js example sends no header: Better Auth, which the page names, keeps the session in a cookie.
  static let session = Credential(
    .bearer, .cookie("better-auth.session_token"), table: "members", member: "sessions", subject: "authorization",
    required: Credential.Demand(.unauthorized, .documented("Request")),
    known: Credential.Demand(.unauthorized, .documented("401 Unauthorized")))

  // MARK: Errors

  /// The codes are the public API's own.
  private static func describe(_ refusal: Refusal) -> (status: Int, code: String, message: String) {
    switch refusal.reason {
    case .invalid: (400, "validation_error", refusal.message)
    case .unauthorized: (401, "invalid_api_key", "Unauthorized")
    case .forbidden: (403, "forbidden", refusal.message)
    case .notFound: (404, "not_found", "Agent not found")
    case .methodNotAllowed: (405, "method_not_allowed", refusal.message)
    case .payloadTooLarge: (413, "payload_too_large", refusal.message)
    case .saveFailed: (500, "update_failed", "Update failed")
    case .readFailed: (500, "server_error", "Server error")
    case .rateLimited: (429, "rate_limited", refusal.message)
    case .failed(let phrase): (phrase.status, phrase.code, phrase.sentence)
    }
  }
}
