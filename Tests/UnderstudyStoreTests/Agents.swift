import UnderstudyJSON
import UnderstudyStore

/// An agent by the name of its sandbox.
struct Place {
  var sandbox = SandboxID.defaultName
  var collection = "c"
  var id = "one"

  /// The one agent of most tests.
  static let one = Place()

  static func one(in sandbox: String) -> Place { Place(sandbox: sandbox) }
}

extension AgentStore {
  func key(_ place: Place) -> AgentKey {
    AgentKey(sandbox: sandbox(place.sandbox), collection: place.collection, id: place.id)
  }

  /// Seeds agents of the collection `c`, each with a number.
  func seed(_ numbers: (id: String, n: JSON)...) throws(StoreError) {
    try fill(numbers.map { StoredAgent(collection: "c", id: $0.id, record: ["n": $0.n]) })
  }

  func update(_ place: Place, _ write: (Members?) -> AgentStore.Write) throws(StoreError) {
    try transact(key(place)) { (write($0), ()) }
  }

  /// Stores a number in an agent, whatever was there.
  func set(_ place: Place, to n: JSON) throws(StoreError) { _ = try replace(place, by: n) }

  /// Stores a number in an agent.
  /// - Returns: the number that the update was given.
  func replace(_ place: Place, by n: JSON) throws(StoreError) -> JSON? {
    try transact(key(place)) { (.put(["n": n]), $0?["n"]) }
  }

  func agent(_ place: Place) throws(StoreError) -> Members? { try agent(key(place)) }

  /// The number that is stored in an agent; nil if there is none.
  func number(_ place: Place) throws(StoreError) -> JSON? { try agent(place)?["n"] }

  /// How many agents the default sandbox has.
  func count() throws(StoreError) -> Int { try count(in: sandbox(SandboxID.defaultName)) }
}
