import UnderstudyJSON
import UnderstudyVendors

/// The resource of `flows` and `archive`.
extension Synthetic {
  static let flowResource = Resource(
    id: "synthetic-flows", seedName: "flows", identity: "_id", updatedAt: "updatedAt", nameMember: "title",
    record: flow)

  private static let flow = Object(.documented("Body")) {
    Field("_id", .string.notEmpty).serverOnly.requiredInSeed
    Field("team_id", .string.notEmpty, "The team that reaches it").serverOnly.requiredInSeed
    Field("title", .string.notEmpty, "Display name").requiredInSeed
    Field("steps", .array(of: .object(step)), "Replaced whole").seedDefault([])
    Field("archived_at", .string.format(.timestamp)).serverOnly
    Field("createdAt", .string.format(.timestamp)).serverOnly.requiredInSeed
    Field("updatedAt", .string.format(.timestamp)).serverOnly.requiredInSeed
  }

  static let newFlow = flow.atCreation(.documented("Create")) { flow.field("title").required }

  static let replacing = Rule.behaviour(
    "synthetic-flow.update.replace", "An update sets what it does not send to its default.",
    .observed("https://client.synthetic.example"))

  private static let step = Object(.documented("Steps"), unlisted: .unknown) {
    Field("action", .string.oneOf("say", "ask")).required
    Field("delay", .number.range(0...9), "Seconds").seedDefault(0)
  }

  static let shownFlow: Projection = [
    "_id", "title", "steps", .ifPresent("archived_at"), "createdAt", "updatedAt",
  ]

  static let archiving = Archiving(
    Object(.documented("Archive")) { Field("flow", .string.notEmpty, "The flow").required },
    identity: "flow", archivedAt: "archived_at")
}
