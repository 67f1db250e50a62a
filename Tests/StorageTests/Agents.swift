import JSON
import Storage

extension AgentKey {
  /// The one agent of most tests.
  static let one = AgentKey(collection: "c", id: "one")

  static func one(in sandbox: String) -> AgentKey { AgentKey(sandbox: sandbox, collection: "c", id: "one") }
}

extension AgentStore {
  /// Seeds agents of the collection `c`, each with a number.
  func seed(_ numbers: (id: String, n: JSON)...) throws(StoreError) {
    try fill(numbers.map { ("c", $0.id, ["n": $0.n]) })
  }

  /// Stores a number in an agent, whatever was there.
  func set(_ key: AgentKey, to n: JSON) throws(StoreError) { _ = try replace(key, by: n) }

  /// Stores a number in an agent.
  /// - Returns: the number that the update was given.
  func replace(_ key: AgentKey, by n: JSON) throws(StoreError) -> JSON? {
    var given: JSON?
    try update(key) { stored in
      given = stored?["n"]
      return AgentStore.Change(["n": n])
    }
    return given
  }

  /// The number that is stored in an agent; nil where there is no agent.
  func number(_ key: AgentKey) throws(StoreError) -> JSON? { try agent(key)?["n"] }
}
