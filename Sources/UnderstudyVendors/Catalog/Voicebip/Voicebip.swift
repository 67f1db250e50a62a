import UnderstudyJSON

extension Vendor {
  /// Voicebip, by its page https://docs.voicebip.com/api-reference/api-reference/agents/update-agent.
  package static let voicebip = Vendor(
    id: "voicebip", title: "Voicebip", tables: [Voicebip.workspaces], surfaces: [Voicebip.updateAgent])
}

/// The headings follow `docs/vendors/voicebip.md`.
enum Voicebip {
  static let updateAgent = Surface(
    vendor: "voicebip",
    id: "voicebip",
    title: "Voicebip: update agent",
    document: "https://docs.voicebip.com/api-reference/api-reference/agents/update-agent",
    host: "api.voicebip.com",
    method: "PATCH",
    path: "/v1/agents/{agent_id}",
    credential: credential,
    contentType: .jsonIfPresent(.assumed("The body is JSON, whatever is said about it.")),
    agentID: AgentID("agent_id", .documented("Path parameters")),
    access: [ownWorkspace],
    collection: Collection(id: "voicebip", identity: "agent_id", updatedAt: "updated_at", record: agent),
    constraints: [webhookForOwnModel],
    answer: .agent(shown),
    reads: Reads(
      at: "/v1/agents/{agent_id}", "https://docs.voicebip.com/api-reference/api-reference/agents/get-agent",
      access: [ownWorkspace], answer: .agent(shown),
      list: Reads.List(
        at: "/v1/agents", pagination, .oldestFirst(createdAt: "created_at"), paging: pages,
        answer: ["agents": .agents(.agent(shown))])),
    error: error
  )

  // MARK: Reads

  private static let pagination = "https://docs.voicebip.com/documentation/reference/pagination"
  private static let pages = Paging(
    size: "page_size", 1...100, default: 20, token: "page_token", next: "next_page_token", .published(pagination))

  // MARK: Credential

  static let credential = Credential(
    .bearer, table: "workspaces", member: "keys", subject: "authorization",
    required: Credential.Demand(.unauthorized, .documented("Authentication")),
    known: Credential.Demand(
      .unauthorized, .published("https://docs.voicebip.com/documentation/get-started/authentication")))

  static let workspaces = Table(
    "workspaces", identity: "id",
    record: Object(.documented("Authentication")) {
      Field("id", .string.notEmpty, "The workspace whose agents the keys reach").internalOnly.inEverySeed
      Field("keys", .array(of: .string.notEmpty), "Its API keys, such as pk_test_…").internalOnly.inEverySeed
    })

  /// Tells nobody that there is an agent of this id elsewhere.
  static let ownWorkspace = Access(
    "agent.workspace", "The agent must belong to the key's workspace; otherwise it is as if it did not exist.",
    .published("https://docs.voicebip.com/documentation/reference/error-codes"), .hidden
  ) { workspace, agent in
    agent["workspace_id"] == workspace["id"]
  }

  // MARK: Errors

  /// The envelope and its codes stand on https://docs.voicebip.com/documentation/reference/error-codes.
  static func error(_ refusal: Refusal, _ requestID: Surface.ShortID) -> ErrorAnswer {
    let (status, code, message) =
      switch refusal.reason {
      case .invalid: (400, "INVALID_ARGUMENT", refusal.message)
      case .unauthorized: (401, "UNAUTHENTICATED", refusal.message)
      case .forbidden: (403, "PERMISSION_DENIED", refusal.message)
      case .notFound(let agentID): (404, "NOT_FOUND", "Agent \(agentID) not found")
      case .methodNotAllowed: (405, "METHOD_NOT_ALLOWED", refusal.message)
      case .payloadTooLarge: (413, "PAYLOAD_TOO_LARGE", refusal.message)
      case .saveFailed, .readFailed: (500, "INTERNAL", refusal.message)
      case .rateLimited: (429, "RATE_LIMITED", refusal.message)
      case .failed(let phrase): (phrase.status, phrase.code.uppercased(), phrase.sentence)
      }
    return ErrorAnswer(
      status,
      [
        "error_code": .string(code), "message": .string(message), "request_id": .string("req_\(requestID)"),
        "documentation_url": .string("https://docs.voicebip.com/errors/\(code)"),
      ], headers: headers(of: refusal))
  }

  /// https://docs.voicebip.com/documentation/reference/rate-limits
  private static func headers(of refusal: Refusal) -> [(name: String, value: String)] {
    guard case .rateLimited(let pause) = refusal.reason else { return [] }
    return [("Retry-After", String(pause.seconds))]
  }
}
