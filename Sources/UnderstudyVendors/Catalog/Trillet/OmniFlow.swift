import UnderstudyJSON

extension Trillet {
  static let updateOmniFlowAgent = Surface(
    vendor: "trillet",
    id: "trillet-omni-flow",
    title: "Trillet: update Omni Flow agent",
    document: "https://docs.trillet.ai/v1/api-reference/endpoints/agents/omniflow/update",
    host: host,
    method: "PUT",
    path: "/v1/api/omni-flow-agents/{agentId}",
    credential: credential,
    contentType: contentType,
    agentID: agentID,
    access: [ownWorkspace],
    collection: Collection(
      id: "trillet-omni-flow", seedName: "omniFlowAgents", identity: "_id", updatedAt: "updatedAt",
      record: omniFlowAgent),
    answer: .agent(shownOmniFlowAgent),
    reads: Reads(
      at: "/v1/api/omni-flow-agents/{agentId}", "\(pages)/omniflow/get", access: [ownWorkspace],
      answer: .agent(shownOmniFlowAgent),
      list: Reads.List(
        at: "/v1/api/omni-flow-agents", "\(pages)/omniflow/list", .newestFirst(createdAt: "createdAt"),
        answer: .agents(.agent(shownOmniFlowAgent)))),
    error: error
  )

  // MARK: Request: Omni Flow

  static let omniFlowAgent = Object(.documented("Request Body")) {
    Field("_id", .string.notEmpty).internalOnly.inEverySeed
    Field("workspaceId", .string.notEmpty, "The workspace that reaches the agent").internalOnly.inEverySeed
    Field("userId", .string, "The user associated with the agent, if any").internalOnly
    Field("name", .string, "Name of the agent").inEverySeed
    Field("llmModel", .string.notEmpty, "Language model: an open list").inEverySeed
    Field("ttsModel", .object(omniFlowVoice), "Voice settings, merged member by member")
    Field("phoneNumberId", .string, "The phone number associated with the agent, if any").internalOnly
    Field("settings", .freeForm, "Custom settings").internalOnly.seeded([:])
    Field("status", .string.oneOf("pending", "ready", "error"), "Operational status").internalOnly.seeded("ready")
    Field("createdAt", .string.format(.timestamp)).internalOnly.inEverySeed
    Field("updatedAt", .string.format(.timestamp)).internalOnly.inEverySeed
  }

  private static let omniFlowVoice = Object(.documented("Request Body")) {
    Field("provider", .string, "The text-to-speech provider")
    Field("voiceId", .string, "The voice")
  }

  // MARK: Response: Omni Flow

  /// The page does not list `ttsModel`; it is shown once it is set, so that the change can be seen.
  private static let shownOmniFlowAgent: Projection = [
    "_id", "workspaceId", .ifSet("userId"), "name", "llmModel",
    .ifSet("ttsModel", showing: [.ifSet("provider"), .ifSet("voiceId")]),
    .ifSet("phoneNumberId"),
    "settings", "status", "createdAt", "updatedAt",
  ]
}
