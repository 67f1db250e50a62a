import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension AdminRequest {
  /// Lists the sandboxes, each with what has happened in it and what is set otherwise than at the start.
  func sandboxes() throws -> Reply {
    let requests = journal.summaries
    let changedAgents = try store.changedAgents
    let (rules, start) = (emulator.registry.rules.map(\.rule), emulator.sandboxes.configuration.switches)
    let list = emulator.sandboxes.all.map { sandbox -> JSON in
      let (usage, summary) = (journal.usage(of: sandbox.generation), requests[sandbox.generation])
      let switches = sandbox.switches
      let switched = switches.rules(among: rules, differingFrom: start)
      return [
        "name": .string(sandbox.name),
        "requests": .number(Number(usage.entries)),
        "refused": .number(Number(summary?.refused ?? 0)),
        "evicted": .number(Number(usage.evictions)),
        "agentsChanged": .number(Number(changedAgents[sandbox.id] ?? 0)),
        "mappings": .number(Number(sandbox.withStubs(\.active).count)),
        "rulesSwitched": .number(Number(switched.count)),
        "rulesOff": .number(Number(switched.count { !switches.isOn($0) })),
        "clock": sandbox.clock.document,
        "delay": sandbox.withStubs(\.settings)?.delayDocument ?? .null,
        "waiting": .number(Number(sandbox.deferredCount)),
        "idleSeconds": .number(Number(Int(sandbox.idleTime / .seconds(1)))),
        "lastRequest": summary.map { $0.last.document } ?? .null,
      ]
    }
    return .json(["sandboxes": .array(list), "meta": ["total": .number(Number(list.count))]])
  }
}

extension JournalEntry {
  fileprivate var document: JSON {
    [
      "id": .string(id), "loggedDate": loggedDate,
      "millisAgo": .number(Number(Int(age / .milliseconds(1)))),
    ]
  }
}
