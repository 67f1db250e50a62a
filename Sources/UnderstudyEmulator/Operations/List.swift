import UnderstudyHTTP
import UnderstudyStore
import UnderstudyVendors

extension OperationRun {
  /// Lists the agents that the caller may see, or a page of them.
  func list(_ listing: Listing) throws(Interruption) -> Outcome {
    try checkCredential()
    let query = exchange.request.sent(within: .perRequest).parameter
    let violations = (listing.paging?.violations(in: query, of: surface.namespace) ?? [])
      .filter { switches.isOn($0.rule) }
    if let first = violations.first { throw .refused(Refusal(first, among: violations)) }
    let stored = try accessingStore(.agentsRead, onError: "agents were not read") { () throws(StoreError) in
      try emulator.store.agents(in: exchange.snapshot.id, collection: surface.resource.id)
    }
    let page = listing.page(
      of: stored.map(\.record).filter(isVisible), identity: surface.resource.identity, query)
    return accepted(AgentResult(agents: page.agents, adding: page.addedMembers, referenceRecords: referenceRecords))
  }
}
