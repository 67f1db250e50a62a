import UnderstudyHTTP
import UnderstudyJSON

extension Sandbox {
  /// An agent as it is stored, whole, whatever the vendor's answer shows of it.
  ///
  /// - Parameters:
  ///   - collection: the vendor's endpoint, such as `centerfy`; `talkifai` and `talkifai-studio` share `talkifai`.
  ///   - id: the agent's.
  /// - Throws: ``ControlPlaneError`` where there is no such collection or agent.
  public func agent(_ collection: String, id: String) throws(ControlPlaneError) -> JSONValue {
    JSONValue(try ask("GET", "/agents/\(collection.asStep)/\(id.asStep)"))
  }

  /// All agents of a collection, those of the seeds included.
  ///
  /// - Throws: ``ControlPlaneError`` where there is no such collection.
  public func agents(_ collection: String) throws(ControlPlaneError) -> [JSONValue] {
    let answer = try ask("GET", "/agents/\(collection.asStep)")
    return answer.members?["agents"]?.array?.compactMap { $0.members?["record"] }.map(JSONValue.init) ?? []
  }

  /// Stores an agent of your own, checked as a seed is.
  ///
  /// - Throws: ``ControlPlaneError`` with everything that is wrong with the record.
  public func store(_ agent: JSONValue, in collection: String, id: String) throws(ControlPlaneError) {
    try ask("PUT", "/agents/\(collection.asStep)/\(id.asStep)", agent.json)
  }

  /// Removes an agent, in this sandbox.
  ///
  /// - Throws: ``ControlPlaneError`` where there is no such collection or agent.
  public func removeAgent(_ collection: String, id: String) throws(ControlPlaneError) {
    try ask("DELETE", "/agents/\(collection.asStep)/\(id.asStep)")
  }

  /// What was sent, in the order in which it was answered.
  public var requests: [LoggedRequest] {
    get throws(ControlPlaneError) {
      try ask("GET", "/requests").members?["requests"]?.array?.reversed().map(LoggedRequest.init) ?? []
    }
  }

  /// What accepted updates did, in their order.
  public var changes: [Change] {
    get throws(ControlPlaneError) {
      try ask("GET", "/changes").members?["changes"]?.array?.reversed().map(Change.init) ?? []
    }
  }
}
