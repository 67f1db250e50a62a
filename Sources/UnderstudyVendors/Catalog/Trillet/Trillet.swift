import UnderstudyJSON

extension Vendor {
  /// Trillet, by its pages for the two kinds of agents.
  package static let trillet = Vendor(
    id: "trillet", title: "Trillet", tables: [Trillet.workspaces],
    surfaces: [Trillet.omniFlowAgents, Trillet.callAgents], publishing: Trillet.notEmulated,
    observed: Trillet.observed,
    baseURLVariables: [BaseURLVariable("TRILLET_API_URL", "https://github.com/TrilletAI/Trillet-grok")])
}

/// The declarations that both surfaces share. The headings are those of `docs/vendors/trillet.md`.
enum Trillet {
  static let host = "api.trillet.ai"
  /// The common part of the addresses of the vendor's pages.
  static let pages = "https://docs.trillet.ai/v1/api-reference/endpoints/agents"

  // MARK: Credential

  static let workspaces = ReferenceTable(
    "workspaces", identity: "id",
    record: Object(.documented("Headers")) {
      Field("id", .string.notEmpty, "The workspace, as clients send it in x-workspace-id").serverOnly.requiredInSeed
      Field("apiKeys", .array(of: .string.notEmpty), "Its API keys, as clients send them in x-api-key")
        .serverOnly.seedDefault([])
      Field("userId", .string, "The user who creates its agents, as they name it").serverOnly
      RateLimit.field
    })

  /// The pages require the workspace; other pages of the vendor also require a key.
  static let credential = Credential(
    .header("x-workspace-id"), table: "workspaces", member: "id", subject: "x-workspace-id",
    required: .unauthorized(.documented("Headers"), message: "`x-workspace-id` header is required"),
    known: .forbidden(
      .assumed("A workspace that is not the sender's is forbidden."), message: "Workspace not found"),
    secondary: SecondaryCredential(
      .header("x-api-key"), member: "apiKeys", subject: "x-api-key", required: .unauthorized(authentication),
      known: .unauthorized(authentication)))

  private static let authentication = Source.published("https://docs.trillet.ai/v1/api-reference/authentication")

  /// Does not reveal whether another workspace has an agent with this id.
  static let ownWorkspace = Guard.access(
    "agent.workspace", "The agent must belong to the workspace; otherwise it is as if it did not exist.",
    .assumed("A workspace must not learn the ids of other workspaces."), refusal: .notFound,
    .equals(.stored("workspaceId"), .caller("id")))

  static let contentType = ContentType.jsonIfPresent(
    .assumed("The body is JSON, whatever its declared type."), presence: authentication)
  static let rate = RateLimit(
    "trillet", by: .account("id"), "A workspace may send 60 requests in a minute.",
    .published("https://docs.trillet.ai/v1/api-reference/introduction")
  ) { _, _ in 60 }
  static let identity = PathParameter("agentId", .documented("Path Parameters"))

  // MARK: Creation and deletion

  /// 24 hexadecimal digits: the time of the vendor's samples, ten digits of the sandbox, and the number.
  @Sendable static func newID(_ digest: String, _ number: Int, _: Members) -> String {
    "674b9687" + digest.prefix(10) + String(number, radix: 16).padded(to: 6)
  }

  /// The members that the server sets on all new agents.
  static let newMembers: [(Name, Creation.ServerValue)] = [
    ("workspaceId", .caller("id")), ("userId", .caller("userId")), ("createdAt", .now), ("updatedAt", .now),
  ]

  static let created = [
    Operation.Alternative(
      .behaviour(
        "trillet.created.status-201", "A new agent is answered with 201.",
        .assumed("201 is usual for creations.")),
      insteadOf: .published("https://docs.trillet.ai/v1/api-reference/introduction"), status: 201)
  ]

  /// The form of the vendor's answer to releasing a number from an agent.
  static let deleted: Answer = ["status": .always("success"), "message": .always("Agent deleted successfully")]

  static let deletedAlternatives = [
    Operation.Alternative(
      .behaviour(
        "trillet.deleted.no-content", "A deleted agent is answered with 204 and no body.",
        .assumed("204 is usual for deletions.")),
      insteadOf: .assumed("The vendor answers so when it releases a number from an agent."), status: 204,
      answer: .empty)
  ]

  // MARK: What clients show

  /// A public client of Trillet's API, which reads errors and writes members that no page names.
  static let client = Source.observed("https://github.com/GunnHeist5/aria-receptionist")

  /// The switches under which the public clients work that were found.
  static let observed = [
    "trillet-call.llmModel.required": false, "trillet-call.llmModel.enum": false,
    "trillet-call.create.llmModel.enum": false, "trillet-call.settings.speed.range": false,
    extraMembers.id: true, textErrors.id: true,
  ]

  static let extraMembers = Rule.behaviour(
    "trillet-call.extra.stored", "Members that clients send, and no page names, are stored and shown.", client)

  private static let textErrors = Rule.behaviour(
    "trillet.error.as-text", "`error` is the text of the error instead of an object.", client)

  private static let missingAs500 = Rule.behaviour(
    "trillet.agent.missing-500", "An agent that does not exist is answered with 500.", client)

  /// Returns the rule by which an update replaces an agent. The kinds of agents share it.
  static func replacement(creation: Object) -> Update.Replacement {
    Update.Replacement(
      .behaviour(
        "trillet.update.replace", "An update sets the fields that it does not send to their defaults.", client),
      creation: creation)
  }

  // MARK: Not emulated

  private static let endpoints = "https://docs.trillet.ai/v1/api-reference/endpoints"
  static let notEmulated = [
    PublishedRoute("POST", "/v1/api/call", "\(endpoints)/calls/initiate-call"),
    PublishedRoute("POST", "/v1/api/call-flows", "\(endpoints)/flows/call-flows/create"),
    PublishedRoute(
      "POST", "/v1/api/agents/{agentId}/bind/{phoneNumberId}", "\(endpoints)/telephony/bind-call-to-phoneNumber"),
    PublishedRoute(
      "POST", "/v1/api/agents/{agentId}/release/{phoneNumberId}",
      "\(endpoints)/telephony/unbind-call-to-phoneNumber"),
  ]

  // MARK: Errors

  static let errorBehaviours = [textErrors, missingAs500]

  /// The format is documented on https://docs.trillet.ai/v1/api-reference/introduction, rate limits on
  /// https://docs.trillet.ai/documentation/best-practices.
  static func error(_ refusal: Refusal, _: Surface.ShortID, _ switches: Switches) -> ErrorAnswer {
    let (status, code, message) = describe(refusal, switches)
    var (body, error): (Members, Members) = (
      ["error": .string(message)], ["code": .string(code), "message": .string(message)]
    )
    if case .rateLimited(let retryAfter) = refusal.reason {
      body["reset_at"] = .string(retryAfter.end.description)
      error["reset_at"] = body["reset_at"]
    }
    return ErrorAnswer(status, switches.isOn(textErrors) ? .object(body) : ["error": .object(error)])
  }

  private static func describe(
    _ refusal: Refusal, _ switches: Switches
  ) -> (status: Int, code: String, message: String) {
    switch refusal.reason {
    case .invalid: (400, "invalid_request", refusal.message)
    case .unauthorized: (401, "unauthorized", refusal.message)
    case .forbidden: (403, "forbidden", refusal.message)
    case .notFound where switches.isOn(missingAs500): (500, "internal_error", "Agent not found")
    case .notFound: (404, "not_found", "Agent not found")
    case .methodNotAllowed: (405, "method_not_allowed", refusal.message)
    case .payloadTooLarge: (413, "payload_too_large", refusal.message)
    case .quotaExceeded: (402, "payment_required", refusal.message)
    case .conflict: (409, "conflict", refusal.message)
    case .saveFailed, .readFailed: (500, "internal_error", refusal.message)
    case .rateLimited(let retryAfter):
      (429, "rate_limit_exceeded", "Too many requests. Please try again in \(retryAfter.seconds) seconds.")
    case .failed(let phrase): (phrase.status, phrase.code, phrase.text)
    }
  }
}
