import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

/// An agent of the committed seeds, and a key that reaches it.
struct Centerfy {
  let id: String
  let key: String

  static let salesBot = Centerfy(id: "d8f2a229-2f5c-42ba-ac65-402f2c25fee2", key: "cfy_your_api_key")
  static let all = [
    salesBot,
    Centerfy(id: "6c16d554-e5e0-4a27-86fa-d2c3324db11a", key: "cfy_your_api_key"),
    Centerfy(id: "0b9f3a54-7c1e-4d6b-8a55-9d2f4e6b7c80", key: "cfy_organization_key"),
    Centerfy(id: "c5d1e8f2-3b4a-4c6d-9e7f-0a1b2c3d4e5f", key: "cfy_other_organization_key"),
  ]

  var path: String { "/functions/v1/crm-api/update-agent/\(id)" }

  func request(_ body: String) -> String {
    """
    PUT \(path) HTTP/1.1\r
    Host: localhost\r
    x-api-key: \(key)\r
    Content-Type: application/json\r
    Content-Length: \(body.utf8.count)\r
    \r
    \(body)
    """
  }
}

extension RawClient {
  func update(_ body: String, _ agent: Centerfy = .salesBot) throws -> RawAnswer {
    try exchange(agent.request(body))
  }
}

extension AgentStore {
  /// As it is stored in the sandbox of requests that choose none.
  func centerfyAgent(_ id: String) throws(StoreError) -> Members? {
    try agent(AgentKey(sandbox: sandbox(SandboxID.defaultName), collection: "centerfy", id: id))
  }
}
