import UnderstudyJSON

extension TalkifAI {
  static let creation = Creation(
    fields: newAgent, setting: [("organizationId", .caller("organizationId"))] + newMembers,
    completing: { agent, _, _ in
      let speaksFirst = agent["agentArchitecture"] == "realtime" && agent["greetingType"] == "agentFirst"
      guard agent["agentArchitecture"] == "pipeline" || speaksFirst, agent["voiceId"] == nil else { return [] }
      agent["voiceId"] = "gemini-leda-en"
      return []
    }, id: newID)

  static let studioCreation = Creation(
    fields: newStudioAgent, setting: newMembers, substitution: defaultsForMissingKeys,
    completing: { agent, member, _ in
      if agent["organizationId"] == nil { agent["organizationId"] = member["organizationId"] }
      return []
    }, id: newID)

  private static let newMembers: [(Name, Creation.ServerValue)] = [
    ("userId", .caller("id")), ("createdAt", .now), ("updatedAt", .now),
  ]

  private static let publicPage = Source.published(createAgent)
  private static let studioPage = Source.published(createInStudio)

  private static let newAgent = agent.atCreation(publicPage) {
    agent.field("name").required(publicPage)
    agent.field("description").required(publicPage)
    agent.field("sysMsg").required(publicPage)
    agent.field("languages").seedDefault([["id": "lang_1", "language": "english"]])
    agent.field("agentArchitecture").accepted.seedDefault("pipeline")
    agent.field("temperature").with(
      .number.range(0...2, publicPage).message("Temperature must be between 0 and 2").ruleScope("create"))
  }

  private static let newStudioAgent = agent.atCreation(studioPage) {
    agent.field("name").required(studioPage)
    agent.field("description").required(studioPage)
    agent.field("sysMsg").required(studioPage)
    agent.field("languages").required(studioPage)
    agent.field("agentArchitecture").accepted.seedDefault("pipeline")
    agent.field("enabledCustomFunctions")
    agent.field("organizationId").accepted
  }

  /// The page of Studio asks for functions; the API's own description does not.
  static let functionsSent = Guard.constraint(
    "enabledFunctions.required", "An agent that calls functions must have at least one.", studioPage,
    .not(
      .all([
        .equals(.merged("functionCallingEnabled"), true), .equals(.merged("enabledFunctions"), .value([])),
        .equals(.merged("enabledCustomFunctions"), .value([])),
      ]))
  ).offByDefault

  /// A ULID: the time of the vendor's samples, ten digits of the sandbox, and the number in Crockford's base 32.
  @Sendable private static func newID(_ digest: String, _ number: Int, _: Members) -> String {
    let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    var (rest, text) = (number, "")
    while rest > 0 {
      text = String(digits[rest % 32]) + text
      rest /= 32
    }
    return "01JK5XYZ00" + digest.prefix(10).uppercased() + text.padded(to: 6)
  }
}
