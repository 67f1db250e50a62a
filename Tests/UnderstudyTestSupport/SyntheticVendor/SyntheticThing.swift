import UnderstudyJSON
import UnderstudyVendors

/// The resource of `things` and `console`.
extension Synthetic {
  static let thingResource = Resource(
    id: "synthetic-things", seedName: "things", identity: "id", canonicalID: { $0.lowercased() },
    updatedAt: "updated_at", record: thing)

  static let thing = Object(.documented("Body")) {
    Field("id", .string.format(.uuid), "In lower case").serverOnly.requiredInSeed
    Field("team_id", .string.notEmpty, "The team that reaches it").serverOnly.requiredInSeed
      .references("teams", by: "id")
    Field("owner_id", .string, "The account that made it").ignoredOnUpdate(.documented("Body")).requiredInSeed
    Field("state", .string.oneOf("draft", "live", "locked"), "Set by the vendor").serverOnly.seedDefault("draft")
    Field("seal", .string.format(.token), "A secret of the vendor's own").serverOnly
    Field("name", .string.nonBlankNonNull(texts).message("Name is required").length(2...40), "Display name")
      .requiredInSeed
    Field("model", .string.notEmpty, "Language model").required.requiredInSeed
    Field("kind", .string.oneOf("basic", "text").storedSamples("legacy"), "How it is built")
      .rejectedOnUpdate(.documented("Body"), message: "It stays as it is").requiredInSeed
    Field("voice", .string.nullable(.assumed("Nobody says so.")), "The voice, one of the seeded or another")
      .doesNotApply(
        when: "kind", is: "text")
    Field("speed", .number.range(0.5...2, texts), "How fast it speaks").seedDefault(1)
    Field("limit", limit, "How many calls at once").seedDefault(5)
    Field("visible", .boolean, "Whether guests see it").seedDefault(false)
    Field("callback", .boolean, "Whether a webhook is called")
    Field("mood", .string.oneOf("calm", "keen").advisory("there may be other moods"), "How it sounds")
    Field("extra", .string, "What clients add").only(if: extras)
    Field("callback_url", .string.format(.webURL).nullable(texts).clearedByEmptyText, "The webhook").required(
      when: "callback", is: true, texts)
    Field("tags", tags, "What it is about").seedDefault([])
    Field("opens", .string.nullable.format(.timeOfDay), "When it answers").seedDefault("08:00")
    Field("zone", .string.format(.timeZone, texts).offByDefault, "Where `opens` counts")
    Field("starts", .string.format(.timestamp), "Since when")
    Field("tools", .string.format(.arrayOfObjects), "Functions")
    Field("priority", .integer, "First come, first served").from(.published(page))
    Field("provider", .object(provider), "Merged member by member")
    Field("settings", .object(settings), "Other members pass through").seedDefault([:])
    Field("labels", .freeForm, "Replaced whole").seedDefault([:])
    Field("consent", .boolean, "Every change is recorded").seedDefault(true).audited
    Field("created_at", .string.format(.timestamp)).serverOnly.defaultsToStartInSeed
    Field("updated_at", .string.format(.timestamp)).serverOnly.defaultsToStartInSeed
  }

  private static let texts = Source.documented("Validation")

  private static let limit = Value.integer.range(1...10).includingWrongTypes.message("Limit cannot be {value}")

  private static let tags = Value.array(of: .string.oneOf("a", "b", "c", source: texts).message("Bad tag: {value}"))
    .count(atLeast: 1).count(atMost: 3).stored(as: ListEntry("tag", idPrefix: "tag_", .documented("Response")))

  private static let provider = Object(.documented("Provider")) {
    Field("name", .string.oneOf("house", "own")).required
    Field("region", .string)
    Field("secret", .string.notEmpty.nullable.secret, "Kept as a token")
      .requiredUnlessStored(when: "name", is: "own").applies(when: "name", is: "own")
  }

  private static let settings = Object(.documented("Settings"), unlisted: .passThrough) {
    Field("volume", .number.range(0...1), "How loud it is")
  }

  // MARK: Creation

  static let creation = Creation(
    fields: thing.atCreation(.documented("Create")) {
      thing.field("kind").accepted.seedDefault("basic")
      thing.field("speed").with(.number.range(0.5...4, texts).ruleScope("create"))
      thing.field("visible").requiredIfSwitchedOn(.documented("Create"))
      Field("origin", .string.oneOf("web"), "Where it comes from").discarded
      Field("blueprint", .string, "What it is copied from").notEmulated
    },
    setting: [
      ("team_id", .caller("team_id")), ("owner_id", .caller("id")), ("state", .value("draft")),
      ("name", .value("New")),
      ("created_at", .now), ("updated_at", .now),
    ],
    limits: [
      .quota(
        "agent.quota", "A team has as many things as it pays for.", texts, limit: "thingLimit", owner: "team_id"),
      .unique("name.unique", "No two things of a team have one name.", texts, member: "name", owner: "team_id"),
    ],
    behaviours: [voiced], substitution: freePlan,
    completing: { thing, _, switches in
      guard switches.isOn(voiced) else { return [voiced] }
      thing["voice"] = "voice_1"
      return []
    },
    id: { digest, number, _ in
      let number = String(number)
      return "\(digest.prefix(8))-0000-4000-8000-\(String(repeating: "0", count: 12 - number.count))\(number)"
    })

  static let extras = Rule.behaviour(
    "synthetic.extra.stored", "What clients add is stored.", .observed("https://client.synthetic.example"))

  private static let voiced = Rule.behaviour("synthetic.voice.default", "A new thing has the first voice.", texts)

  // MARK: Response

  static let shown: Projection = [
    "id", "name", "model", "kind", .ifSet("voice"), .object("settings", showing: ["volume"]), "state",
    .ifSet("provider", showing: [.ifSet("name"), .ifSet("region"), .ifSet("secret", while: "name", is: "own")]),
    .ifSet("callback_url", while: "callback", is: true), "speed", "limit", "visible", "tags", "opens",
    .ifSet("zone"), .ifSet("mood"), .ifSet("extra"),
    .ifSet("starts"), .ifSet("tools"), .ifSet("priority"), "labels", "consent", "updated_at",
  ]

  static let voices = ReferenceTable(
    "voices", identity: "id",
    record: Object(.documented("Voices")) {
      Field("id", .string.notEmpty).serverOnly.requiredInSeed
      Field("title", .string).serverOnly.requiredInSeed
    })

  static let voiceOfThing = Answer.RelatedRecord(
    "voice_details", in: voices, by: "voice", showing: ["id", "title"])

  /// The things of a team on the free plan are slow while they are live.
  static let freePlan = Substitution(
    .behaviour("synthetic.plan.slow", "Things on the free plan are slow.", .assumed("Nobody says so."), .on),
    adding: Object(.documented("Response")) { Field("slowed", .boolean, "Whether the speed was reset") },
    substitute: { thing, directory in
      guard thing["state"] == "live", directory[teams, thing["team_id"]]?["plan"] == "free" else { return [:] }
      thing["speed"] = 1
      return ["slowed": true]
    })
}
