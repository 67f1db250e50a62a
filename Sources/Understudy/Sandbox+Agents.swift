import UnderstudyHTTP
import UnderstudyJSON

extension MockServer.Sandbox {
  /// Returns an agent as it is stored, including members that the vendor's response leaves out.
  ///
  /// - Parameters:
  ///   - collection: the vendor's endpoint, such as `centerfy`; `talkifai` and `talkifai-studio` share `talkifai`.
  ///   - id: the agent's id.
  /// - Throws: ``MockServer/ControlPlaneError`` if there is no such collection or agent.
  public func agent(_ collection: String, id: String) throws(MockServer.ControlPlaneError) -> MockServer.JSONValue {
    MockServer.JSONValue(try call("GET", "/agents/\(collection.asStep)/\(id.asStep)").json)
  }

  /// Returns all agents of a collection, including the seeded ones.
  ///
  /// - Throws: ``MockServer/ControlPlaneError`` if there is no such collection.
  public func agents(_ collection: String) throws(MockServer.ControlPlaneError) -> [MockServer.JSONValue] {
    let answer = try call("GET", "/agents/\(collection.asStep)")
    return try answer.member("agents").elements().map { agent throws(MockServer.ControlPlaneError) in
      MockServer.JSONValue(try agent.member("record").json)
    }
  }

  /// Stores an agent. It is validated as a seed is.
  ///
  /// - Throws: ``MockServer/ControlPlaneError`` with every error in the record.
  public func store(
    _ agent: MockServer.JSONValue, in collection: String, id: String
  ) throws(MockServer.ControlPlaneError) {
    try call("PUT", "/agents/\(collection.asStep)/\(id.asStep)", agent.json)
  }

  /// Removes an agent from this sandbox.
  ///
  /// - Throws: ``MockServer/ControlPlaneError`` if there is no such collection or agent.
  public func removeAgent(_ collection: String, id: String) throws(MockServer.ControlPlaneError) {
    try call("DELETE", "/agents/\(collection.asStep)/\(id.asStep)")
  }

  /// The requests in the order in which they were answered.
  public var requests: [MockServer.LoggedRequest] {
    get throws(MockServer.ControlPlaneError) {
      try call("GET", "/requests").member("requests").elements().reversed()
        .map { event throws(MockServer.ControlPlaneError) in try MockServer.LoggedRequest(event) }
    }
  }

  /// The changes that accepted updates made, in their order.
  public var changes: [MockServer.Change] {
    get throws(MockServer.ControlPlaneError) {
      try call("GET", "/changes").member("changes").elements().reversed()
        .map { change throws(MockServer.ControlPlaneError) in try MockServer.Change(change) }
    }
  }
}
