import UnderstudyStore
import UnderstudyVendors

extension OperationRun {
  /// Shows one agent.
  func read() throws(Interruption) -> Outcome {
    try checkCredential()
    try checkIdentity()
    let stored = try accessingStore(.agentsRead) { () throws(StoreError) in try emulator.store.agent(key) }
    let agent = try existing(stored)
    try check(.access, GuardInput(stored: agent, caller: exchange.caller.account))
    return accepted(AgentResult(agent: agent, directory: directory))
  }
}
