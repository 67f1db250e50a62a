import UnderstudyJSON

extension Trillet {
  static let omniFlowAgents = Surface(
    vendor: "trillet", id: "trillet-omni-flow", hosts: [host], credential: credential,
    identity: identity,
    resource: Resource(
      id: "trillet-omni-flow", seedName: "omniFlowAgents", identity: "_id", updatedAt: "updatedAt",
      record: omniFlowAgent),
    rate: rate,
    operations: [
      .update(
        "PUT", "/v1/api/omni-flow-agents/{agentId}", title: "Trillet: update Omni Flow agent",
        "\(pages)/omniflow/update", contentType: contentType, guards: [ownWorkspace],
        replacement: replacement(creation: newOmniFlowAgent), answer: .agent(shownOmniFlowAgent)),
      .read(
        "/v1/api/omni-flow-agents/{agentId}", title: "Trillet: get Omni Flow agent", "\(pages)/omniflow/get",
        guards: [ownWorkspace], answer: .agent(shownOmniFlowAgent)),
      .list(
        "/v1/api/omni-flow-agents", title: "Trillet: list Omni Flow agents", "\(pages)/omniflow/list",
        Listing(.newestFirst(createdAt: "createdAt")), visibility: [ownWorkspace],
        answer: .agents(shownOmniFlowAgent)),
      .create(
        "/v1/api/omni-flow-agents", title: "Trillet: create Omni Flow agent", "\(pages)/omniflow/create",
        contentType: contentType,
        Creation(fields: newOmniFlowAgent, setting: newMembers + [("phoneNumberId", .value(nil))], id: newID),
        status: 200, answer: .agent(shownOmniFlowAgent), alternatives: created),
      .delete(
        "/v1/api/omni-flow-agents/{agentId}", title: "Trillet: delete Omni Flow agent", "\(pages)/omniflow/delete",
        guards: [ownWorkspace], answer: deleted, alternatives: deletedAlternatives),
    ],
    errorBehaviours: errorBehaviours, error: error)

  // MARK: Request: Omni Flow

  static let omniFlowAgent = Object(.documented("Request Body")) {
    Field("_id", .string.notEmpty).serverOnly.requiredInSeed
    Field("workspaceId", .string.notEmpty, "The workspace that reaches the agent").serverOnly.requiredInSeed
      .references("workspaces")
    Field("userId", .string, "The user associated with the agent, if any").serverOnly
    Field("name", .string, "Name of the agent").requiredInSeed
    Field("llmModel", .string.notEmpty, "Language model: an open list").requiredInSeed
    Field("ttsModel", .object(omniFlowVoice), "Voice settings, merged member by member")
    Field("phoneNumberId", .string.nullable, "The phone number associated with the agent, if any").serverOnly
    Field("settings", .freeForm, "Custom settings").serverOnly.seedDefault([:])
    Field("status", .string.oneOf("pending", "ready", "error"), "Operational status").serverOnly
      .seedDefault("ready")
    Field("createdAt", .string.format(.timestamp)).serverOnly.defaultsToStartInSeed
    Field("updatedAt", .string.format(.timestamp)).serverOnly.defaultsToStartInSeed
  }

  private static let createOmniFlow = Source.published("\(pages)/omniflow/create")

  static let newOmniFlowAgent = omniFlowAgent.atCreation(createOmniFlow) {
    omniFlowAgent.field("name").with(.string.notEmpty).required(createOmniFlow)
    omniFlowAgent.field("llmModel").required(createOmniFlow).seedDefault("gpt-4o-mini")
    omniFlowAgent.field("ttsModel").serverOnly
    omniFlowAgent.field("settings").accepted
  }

  private static let omniFlowVoice = Object(.documented("Request Body")) {
    Field("provider", .string, "The text-to-speech provider")
    Field("voiceId", .string, "The voice")
  }

  // MARK: Response: Omni Flow

  /// The page does not list `ttsModel`. It is shown if it is set, so that a change is visible.
  private static let shownOmniFlowAgent: Projection = [
    "_id", "workspaceId", .ifSet("userId"), "name", "llmModel",
    .ifSet("ttsModel", showing: [.ifSet("provider"), .ifSet("voiceId")]), .ifPresent("phoneNumberId"), "settings",
    "status", "createdAt", "updatedAt",
  ]
}
