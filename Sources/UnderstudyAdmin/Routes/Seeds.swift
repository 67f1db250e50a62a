import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension AdminRoute {
  static let export = [
    AdminRoute("GET", "/export", "Agents and accounts as a seed file", AdminRequest.export)
  ]

  static let seeds = [
    AdminRoute(
      "POST", "/seed/reload", "Read the seed files again; invalid ones change nothing", AdminRequest.reloadSeeds)
  ]
}

extension AdminRequest {
  /// Returns the sandbox's agents and the seeded accounts as one seed file.
  fileprivate func export() throws(AdminError) -> Response {
    let agents = try storing { () throws(StoreError) in try store.agents(in: sandbox.id) }
    return Response(
      status: 200,
      json: emulator.seeded.seeds.document(
        with: agents.map { ($0.collection, $0.record) }, of: emulator.registry.vendors))
  }

  /// Reads the seed directories again. Sandboxes keep what they have changed.
  fileprivate func reloadSeeds() throws(AdminError) -> Response {
    let seeds: SeedSet
    do throws(SeedFailure) {
      seeds = try control.server.readSeeds()
    } catch {
      throw AdminError(error)
    }
    try storing { () throws(StoreError) in try store.replaceSeeds(seeds.storedAgents) }
    emulator.use(seeds)
    return Response(status: 200, json: ["agents": .number(Number(seeds.agents.count))])
  }
}

extension AdminError {
  fileprivate init(_ failure: SeedFailure) {
    switch failure {
    case .unreadable(let sentence):
      self.init(422, title: "The seeds cannot be read; the current ones stay", detail: sentence)
    case .invalid(let errors):
      let errors = errors.map { error -> JSON in
        [
          "code": 422, "title": "The seeds are invalid; the current ones stay",
          "source": [
            "file": .string(error.file), "line": .number(Number(error.position.line)),
            "column": .number(Number(error.position.column)), "pointer": .string(error.pointer),
          ],
          "detail": .string(error.message),
        ]
      }
      self.init(Response(status: 422, json: ["errors": .array(errors)]))
    }
  }
}
