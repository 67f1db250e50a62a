import UnderstudyJSON

extension Vendor {
  /// Voicebip, by its page https://docs.voicebip.com/api-reference/api-reference/agents/update-agent.
  package static let voicebip = Vendor(
    id: "voicebip", title: "Voicebip", tables: [Voicebip.workspaces], surfaces: [Voicebip.surface],
    publishing: Voicebip.notEmulated)
}

/// The surface of Voicebip. The headings are those of `docs/vendors/voicebip.md`.
enum Voicebip {
  static let surface = Surface(
    vendor: "voicebip", id: "voicebip", hosts: ["api.voicebip.com"], credential: credential,
    identity: PathParameter("agent_id", .documented("Path parameters")),
    resource: Resource(
      id: "voicebip", identity: "agent_id", updatedAt: "updated_at", nameMember: "display_name", record: agent),
    rate: rate, sources: StandardSources(agentExists: .documented("Errors")),
    operations: [
      .update(
        "PATCH", "/v1/agents/{agent_id}", title: "Voicebip: update agent",
        "https://docs.voicebip.com/api-reference/api-reference/agents/update-agent",
        contentType: contentType,
        guards: [ownWorkspace, webhookForOwnModel], answer: .agent(shown)),
      .read(
        "/v1/agents/{agent_id}", title: "Voicebip: get agent",
        "https://docs.voicebip.com/api-reference/api-reference/agents/get-agent", guards: [ownWorkspace],
        answer: .agent(shown)),
      .list(
        "/v1/agents", title: "Voicebip: list agents", pagination,
        Listing(.oldestFirst(createdAt: "created_at"), paging: pages), visibility: [ownWorkspace],
        answer: ["agents": .agents(shown)]),
      .create(
        "/v1/agents", title: "Voicebip: create agent", guide,
        contentType: contentType, creation,
        guards: [webhookForNewOwnModel], answer: .agent(shown),
        alternatives: [
          Operation.Alternative(
            .behaviour(
              "voicebip.created.status-200", "A new agent is answered with 200.",
              .assumed("Creations of many services are answered with 200.")),
            insteadOf: .assumed("201 is what the vendor publishes for claiming a number."), status: 200)
        ]),
      .delete(
        "/v1/agents/{agent_id}", title: "Voicebip: delete agent", guide, guards: [ownWorkspace], status: 204,
        answer: .empty,
        alternatives: [
          Operation.Alternative(
            .behaviour(
              "voicebip.deleted.status-200", "A deleted agent is answered with 200 and the agent as it was.",
              .assumed("Deletions of many services are answered with the object.")),
            insteadOf: .assumed("204 is what the vendor publishes for deleting a workspace."), status: 200,
            answer: .agent(shown))
        ]),
    ],
    error: error)

  // MARK: Reads

  private static let pagination = "https://docs.voicebip.com/documentation/reference/pagination"
  private static let pages = Paging(
    size: "page_size", 1...100, default: 20, token: "page_token", next: "next_page_token", .published(pagination))

  private static let contentType = ContentType.jsonIfPresent(
    .assumed("The body is JSON, whatever its declared type."))
  static let guide = "https://docs.voicebip.com/documentation/guides/agents"
  static let errorCodes = Source.published("https://docs.voicebip.com/documentation/reference/error-codes")

  // MARK: Credential

  static let credential = Credential(
    .bearer, table: "workspaces", member: "keys", subject: "authorization",
    required: .unauthorized(.documented("Authentication")),
    known: .unauthorized(.published("https://docs.voicebip.com/documentation/get-started/authentication")))

  private static let rate = RateLimit(
    "voicebip", by: .account("id"),
    "A workspace may send 1,000, 5,000 or 20,000 requests in a minute, by its plan.",
    .published("https://docs.voicebip.com/documentation/reference/rate-limits")
  ) { workspace, _ in
    ["builder": 5000, "scale": 20_000][workspace["tier"]?.string ?? ""] ?? 1000
  }

  static let workspaces = ReferenceTable(
    "workspaces", identity: "id",
    record: Object(.documented("Authentication")) {
      Field("id", .string.notEmpty, "The workspace whose agents the keys reach").serverOnly.requiredInSeed
      Field("keys", .array(of: .string.notEmpty), "Its API keys, such as pk_test_…").serverOnly.requiredInSeed
      Field("prefix", .string.notEmpty, "The part of its agents' ids that names it, such as PAEZ").serverOnly
      Field(
        "agentLimit", .integer.range(0...1_000_000), "The number of agents that it may have; absent for no limit"
      )
      .serverOnly
      Field("tier", .string.oneOf("starter", "builder", "scale"), "Its plan").serverOnly.seedDefault("starter")
      RateLimit.field
    })

  /// Does not reveal whether another workspace has an agent with this id.
  static let ownWorkspace = Guard.access(
    "agent.workspace", "The agent must belong to the key's workspace; otherwise it is as if it did not exist.",
    .assumed("A workspace must not learn the ids of other workspaces."), refusal: .notFound,
    .equals(.stored("workspace_id"), .caller("id")))

  // MARK: Not emulated

  private static let guides = "https://docs.voicebip.com/documentation/guides"
  static let notEmulated = [
    PublishedRoute("GET", "/v1/workspace", "\(guides)/workspace"),
    PublishedRoute("PATCH", "/v1/workspace", "\(guides)/workspace"),
    PublishedRoute("DELETE", "/v1/workspace", "\(guides)/workspace"),
    PublishedRoute(
      "POST", "/v1/workspace/recording",
      "https://docs.voicebip.com/api-reference/api-reference/agents/update-agent"),
    PublishedRoute("GET", "/v1/numbers/available", "\(guides)/phone-numbers"),
    PublishedRoute("POST", "/v1/numbers", "\(guides)/phone-numbers"),
    PublishedRoute("POST", "/v1/numbers/auto", "\(guides)/phone-numbers"),
    PublishedRoute("POST", "/v1/calls", "\(guides)/voice-calls"),
    PublishedRoute("GET", "/v1/calls", "\(guides)/voice-calls"),
    PublishedRoute("GET", "/v1/calls/{call_id}", "\(guides)/voice-calls"),
  ]

  // MARK: Errors

  /// The envelope and its codes are documented on https://docs.voicebip.com/documentation/reference/error-codes.
  static func error(_ refusal: Refusal, _ requestID: Surface.ShortID, _: Switches) -> ErrorAnswer {
    let (status, code, message) =
      switch refusal.reason {
      case .invalid: (400, "INVALID_ARGUMENT", refusal.message)
      case .unauthorized: (401, "UNAUTHENTICATED", refusal.message)
      case .forbidden: (403, "PERMISSION_DENIED", refusal.message)
      case .notFound(let agentID): (404, "NOT_FOUND", "Agent \(agentID) not found")
      case .methodNotAllowed: (405, "METHOD_NOT_ALLOWED", refusal.message)
      case .payloadTooLarge: (413, "PAYLOAD_TOO_LARGE", refusal.message)
      case .quotaExceeded: (402, "QUOTA_EXCEEDED", refusal.message)
      case .conflict: (409, "ALREADY_EXISTS", refusal.message)
      case .saveFailed, .readFailed: (500, "INTERNAL", refusal.message)
      case .rateLimited: (429, "RATE_LIMITED", refusal.message)
      case .failed(let phrase): (phrase.status, phrase.code.uppercased(), phrase.text)
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
    guard case .rateLimited(let retryAfter) = refusal.reason else { return [] }
    return [("Retry-After", String(retryAfter.seconds))]
  }
}
