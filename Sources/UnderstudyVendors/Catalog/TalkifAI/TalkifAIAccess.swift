import UnderstudyJSON

extension TalkifAI {
  // MARK: Access

  static let members = Table(
    "members", identity: "id",
    record: Object(.documented("Access Control")) {
      Field("id", .string.notEmpty, "The user, as agents name their creator").internalOnly.inEverySeed
      Field("organizationId", .string.notEmpty, "The one organization of the member").internalOnly.inEverySeed
      Field("role", .string.oneOf("owner", "admin", "member"), "What the member may do").internalOnly.inEverySeed
      Field("apiKeys", .array(of: .string.notEmpty), "Keys of the public API").internalOnly.seeded([])
      Field("sessions", .array(of: .string.notEmpty), "Session tokens of Studio").internalOnly.seeded([])
    })

  /// "Scope: Active organization from session".
  static let ownOrganization = Access(
    "agent.organization",
    "The agent must belong to the sender's organization; otherwise it is as if it did not exist.",
    .documented("Overview"), .hidden
  ) { member, agent in
    agent["organizationId"] == member["organizationId"]
  }

  static let role = Access(
    "agent.role",
    "Owners and admins may update any agent, other members those they created, unless in commercial mode.",
    saying: "You don't have permission to update this agent", .documented("Access Control"), .forbidden
  ) { member, agent in
    manages(member) || (agent["userId"] == member["id"] && agent["mode"] != "commercial")
  }

  /// "Member (Not Creator): Public agents only".
  static let visibility = Access(
    "agent.visibility", "Owners and admins may see any agent, other members those they created, and public ones.",
    saying: "You don't have permission to access this agent",
    .published("https://docs.talkifai.dev/api-reference/endpoint/get-agent"), .forbidden
  ) { member, agent in
    manages(member) || agent["userId"] == member["id"] || agent["mode"] == "public"
  }

  // MARK: Commercial mode

  static let commercialMode = Permission(
    "mode.commercial", "Only owners and admins may set `mode` to commercial.",
    saying: "Only organization owners and admins can set agent as commercial",
    .documented("Mode Change Validation")
  ) { member, update in
    manages(member) || update.request["mode"] != "commercial"
  }

  private static func manages(_ member: Members) -> Bool {
    member["role"] == "owner" || member["role"] == "admin"
  }
}
