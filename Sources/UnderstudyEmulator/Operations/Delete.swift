import UnderstudyVendors

extension OperationRun {
  /// Deletes one agent, in one transaction.
  func delete() throws(Interruption) -> Outcome {
    _ = try sentBytes()
    try checkCredential()
    try checkIdentity()
    return try transact(at: key) { (stored) throws(Interruption) in
      let agent = try existing(stored)
      try check(.access, GuardInput(stored: agent, caller: exchange.caller.account))
      return AcceptedChange(change: AgentChange(before: agent, after: nil, bytes: 0))
    }
  }
}
