import UnderstudyJSON
import UnderstudyVendors

extension Vendor {
  /// A vendor that does not exist. It uses every word of the language of declarations, so that tests prove what each word
  /// means, and that nothing knows a real vendor.
  package static let synthetic = Vendor(
    id: "synthetic", title: "Synthetic", tables: [Synthetic.accounts, Synthetic.teams, Synthetic.voices],
    surfaces: [Synthetic.things, Synthetic.console, Synthetic.flows, Synthetic.archive],
    publishing: [
      PublishedRoute("POST", "/v9/things/{thing_id}/copies", Synthetic.page),
      PublishedRoute("COPY", "/v9/things/{thing_id}", Synthetic.page),
    ], observed: ["synthetic.model.required": false, Synthetic.extras.id: true],
    baseURLVariables: [BaseURLVariable("SYNTHETIC_API_URL", Synthetic.page)])
}

/// `things` and `console` are two surfaces over one resource in one namespace, `flows` and `archive` over another.
enum Synthetic {
  static let things = Surface(
    vendor: "synthetic", id: "synthetic", hosts: ["api.synthetic.example"],
    credential: key, identity: PathParameter("thing_id", format: .uuid, .documented("Path")),
    resource: thingResource, rate: rateOfAccount, sources: sources,
    operations: [
      .update(
        "PATCH", "/v9/things/{thing_id}", title: "Synthetic: update thing", page, contentType: json,
        guards: [ownTeam, role] + constraints + permissions, substitution: freePlan, answer: .agent(shown)),
      .read(
        "/v9/things/{thing_id}", title: "Synthetic: get thing", page, guards: [ownTeam],
        answer: ["thing": .agent(shown, voiceOfThing)]),
      .list(
        "/v9/things", title: "Synthetic: list things", page, Listing(.newestFirst(createdAt: "created_at")),
        visibility: [ownTeam], answer: ["things": .agents(shown), "total": .count, "more": .always(false)]),
      .create(
        "/v9/things", title: "Synthetic: create thing", page, contentType: json, creation, guards: [mayCreate],
        saveFailure: .readFailed, status: 202, answer: .agent(shown),
        alternatives: [
          Operation.Alternative(
            .behaviour("synthetic.created.brief", "A new thing is answered with its id.", .documented("Create")),
            insteadOf: .assumed("Nobody says how."), status: 201, answer: .agent(["id"]))
        ]),
      .delete(
        "/v9/things/{thing_id}", title: "Synthetic: delete thing", page, guards: [ownTeam], status: 204,
        answer: .empty),
    ],
    errorBehaviours: [shortErrors], error: error)

  static let console = Surface(
    vendor: "synthetic", id: "synthetic-console", namespace: "synthetic",
    hosts: ["console.synthetic.example", "www.synthetic.example"], credential: session,
    identity: PathParameter("thing_id", .documented("Path")), resource: thingResource,
    operations: [
      .update(
        "PUT", "/console/things/{thing_id}", title: "Synthetic console: update thing", page,
        contentType: .jsonIfPresent(.assumed("The page does not say."), .off, presence: .published(page)),
        guards: [ownTeam, role],
        completing: { thing, before, sent in if sent["speed"] != nil { thing["opens"] = before["opens"] } },
        answer: ["ok": .always(true), "thing": .agent(shown, voiceOfThing)]),
      .read(
        "/console/things/{thing_id}", title: "Synthetic console: get thing", page, guards: [ownTeam],
        answer: .agent(shown)),
      .list(
        "/console/things", title: "Synthetic console: list things", page,
        Listing(.newestFirst(createdAt: "created_at"), paging: pages), visibility: [ownTeam],
        answer: ["things": .agents(shown, voiceOfThing)]),
      .delete(
        "/console/things/{thing_id}", title: "Synthetic console: delete thing", page, guards: [ownTeam],
        answer: ["deleted": .always(true)]),
    ],
    error: error)

  static let flows = Surface(
    vendor: "synthetic", id: "synthetic-flow", hosts: ["flows.synthetic.example"],
    credential: bearer, identity: PathParameter("flowId", .documented("Path")), resource: flowResource,
    rate: rateOfToken,
    operations: [
      .update(
        "PUT", "/v9/flows/{flowId}", title: "Synthetic: update flow", page, contentType: json,
        guards: [flowOfTeam, anyField], replacement: Update.Replacement(replacing, creation: newFlow),
        answer: .agent(shownFlow)),
      .read(
        "/v9/flows/{flowId}", title: "Synthetic: get flow", page, guards: [flowOfTeam], answer: .agent(shownFlow)),
      .list(
        "/v9/flows", title: "Synthetic: list flows", page,
        Listing(.oldestFirst(createdAt: "createdAt"), paging: pages), visibility: [flowOfTeam],
        answer: ["flows": .agents(shownFlow)]),
      .archive(
        "/v9/flow-archive", title: "Synthetic: archive flow", page, contentType: json, archiving,
        guards: [flowOfTeam], answer: .agent([.renamed("flow", from: "_id"), "archived_at"])),
    ],
    error: error)

  static let archive = Surface(
    vendor: "synthetic", id: "synthetic-archive", namespace: "synthetic-flow", hosts: ["archive.synthetic.example"],
    credential: bearer,
    identity: PathParameter("flowId", .documented("Path")), resource: flowResource,
    operations: [
      .update(
        "PUT", "/archive/flows/{flowId}", title: "Synthetic archive: update flow", page, contentType: json,
        guards: [flowOfTeam], answer: .agent(shownFlow)),
      .list(
        "/archive/flows", title: "Synthetic archive: list flows", page,
        Listing(.oldestFirst(createdAt: "createdAt")), visibility: [flowOfTeam], answer: .agents(shownFlow)),
    ],
    error: error)

  private static let sources = StandardSources(
    agentExists: .documented("Errors"), agentSaved: .inferred("Errors"), agentsRead: .published(page))
  private static let rateOfAccount = RateLimit(
    "synthetic", by: .account("id"), "An account may send 2 requests in a minute.", .published(page),
    requests: { _, _ in 2 })
  private static let rateOfToken = RateLimit(
    "synthetic", by: .token, "A key may send 3 requests in a minute.", .published(page)
  ) { team, records in records[teams, team["id"]] == nil ? 1 : 3 }

  static let page = "https://docs.synthetic.example/agents"
  private static let json = ContentType.required(.documented("Headers"))
  private static let pages = Paging(
    size: "limit", 1...50, default: 2, token: "after", next: "next_page", .published(page))
}
