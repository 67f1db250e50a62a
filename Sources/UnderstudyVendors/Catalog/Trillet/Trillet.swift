import UnderstudyJSON

extension Vendor {
  /// Trillet, by its pages for the two kinds of agents.
  package static let trillet = Vendor(
    id: "trillet", title: "Trillet", tables: [Trillet.workspaces],
    surfaces: [Trillet.omniFlowAgents, Trillet.callAgents])
}

/// What the two endpoints share. The headings follow `docs/vendors/trillet.md`.
enum Trillet {
  static let host = "api.trillet.ai"
  /// Where the pages of the endpoints stand.
  static let pages = "https://docs.trillet.ai/v1/api-reference/endpoints/agents"

  // MARK: Credential

  static let workspaces = Table(
    "workspaces", identity: "id",
    record: Object(.documented("Headers")) {
      Field("id", .string.notEmpty, "The workspace, as clients send it in x-workspace-id").serverOnly.requiredInSeed
      Field("apiKeys", .array(of: .string.notEmpty), "Its API keys, as clients send them in x-api-key")
        .serverOnly.seedDefault([])
    })

  /// The pages ask for the workspace; other pages of the vendor ask for a key as well.
  static let credential = Credential(
    .header("x-workspace-id"), table: "workspaces", member: "id", subject: "x-workspace-id",
    required: Credential.Demand(.unauthorized, .documented("Headers")),
    known: Credential.Demand(.forbidden, .assumed("A workspace that is not the sender's is forbidden.")),
    secondary: SecondaryCredential(
      .header("x-api-key"), member: "apiKeys", subject: "x-api-key",
      required: Credential.Demand(.unauthorized, authentication),
      known: Credential.Demand(.unauthorized, authentication)))

  private static let authentication = Source.published(
    "https://docs.trillet.ai/v1/api-reference/authentication")

  /// Tells nobody that there is an agent of this id elsewhere.
  static let ownWorkspace = Guard.access(
    "agent.workspace", "The agent must belong to the workspace; otherwise it is as if it did not exist.",
    .assumed("Ids of other workspaces are nobody else's business."), refusal: .notFound,
    .equals(.stored("workspaceId"), .caller("id")))

  static let contentType = ContentType.jsonIfPresent(.assumed("The body is JSON, whatever is said about it."))
  static let identity = PathIdentity("agentId", .documented("Path Parameters"))

  // MARK: Errors

  /// The shape stands on https://docs.trillet.ai/v1/api-reference/introduction.
  static func error(_ refusal: Refusal, _: Surface.ShortID) -> ErrorAnswer {
    let (status, code, message) =
      switch refusal.reason {
      case .invalid: (400, "invalid_request", refusal.message)
      case .unauthorized: (401, "unauthorized", refusal.message)
      case .forbidden: (403, "forbidden", refusal.message)
      case .notFound: (404, "not_found", "Agent not found")
      case .methodNotAllowed: (405, "method_not_allowed", refusal.message)
      case .payloadTooLarge: (413, "payload_too_large", refusal.message)
      case .saveFailed, .readFailed: (500, "internal_error", refusal.message)
      case .rateLimited: (429, "rate_limit_exceeded", refusal.message)
      case .failed(let phrase): (phrase.status, phrase.code, phrase.text)
      }
    var error: Members = ["code": .string(code), "message": .string(message)]
    if case .rateLimited(let pause) = refusal.reason { error["reset_at"] = .string(pause.end) }
    return ErrorAnswer(status, ["error": .object(error)])
  }
}
