import UnderstudyStore
import UnderstudyVendors

extension OperationRun {
  /// Returns one agent.
  func read() throws(Interruption) -> Outcome {
    try checkCredential()
    try checkIdentity()
    let stored = try accessingStore(.agentsRead, onError: "agents were not read") { () throws(StoreError) in
      try emulator.store.agent(key)
    }
    let agent = try existing(stored)
    try check(.access, GuardInput(stored: agent, caller: exchange.caller.account))
    return accepted(AgentResult(agent: agent, referenceRecords: referenceRecords))
  }
}
