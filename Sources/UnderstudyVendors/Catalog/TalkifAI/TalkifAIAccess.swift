import UnderstudyJSON

extension TalkifAI {
  // MARK: Access

  static let members = ReferenceTable(
    "members", identity: "id",
    record: Object(.documented("Access Control")) {
      Field("id", .string.notEmpty, "The user, as agents name their creator").serverOnly.requiredInSeed
      Field("organizationId", .string.notEmpty, "The one organization of the member").serverOnly.requiredInSeed
      Field("role", .string.oneOf("owner", "admin", "member"), "What the member may do").serverOnly.requiredInSeed
      Field("apiKeys", .array(of: .string.notEmpty), "Keys of the public API").serverOnly.seedDefault([])
      Field("sessions", .array(of: .string.notEmpty), "Session tokens of Studio").serverOnly.seedDefault([])
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
    .any([managesAgents, .all([createdAgent, .not(.equals(.stored("mode"), "commercial"))])]))

  /// "Member (Not Creator): Public agents only".
  static let visibility = Guard.access(
    "agent.visibility", "Owners and admins may see any agent, other members those they created, and public ones.",
    message: "You don't have permission to access this agent",
    .published("https://docs.talkifai.dev/api-reference/endpoint/get-agent"), refusal: .forbidden,
    .any([managesAgents, createdAgent, .equals(.stored("mode"), "public")]))

  private static let managesAgents = Predicate.oneOf(.caller("role"), ["owner", "admin"])
  private static let createdAgent = Predicate.equals(.stored("userId"), .caller("id"))

  // MARK: Commercial mode

  static let commercialMode = Guard.permission(
    "mode.commercial", "Only owners and admins may set `mode` to commercial.",
    message: "Only organization owners and admins can set agent as commercial",
    .documented("Mode Change Validation"), .any([managesAgents, .not(.equals(.sent("mode"), "commercial"))]))
}
