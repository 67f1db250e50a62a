import Foundation
import HTTPTypes
import Hummingbird
import Synchronization

/// The stored agents, and the keys that reach them.
final class Agents: Sendable {
  private struct Key: Decodable {
    let key: String
    let organization: String
    let account: String?

    enum CodingKeys: String, CodingKey {
      case key
      case organization = "organization_id"
      case account = "sub_account_id"
    }
  }

  private struct Agent: Decodable {
    let id: String
    let organization: String
    let account: String
    var updatedAt: String
    var values: [Field: Value]

    private enum CodingKeys: String, CodingKey {
      case id
      case organization = "organization_id"
      case account = "sub_account_id"
      case updatedAt = "updated_at"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      id = try container.decode(String.self, forKey: .id)
      organization = try container.decode(String.self, forKey: .organization)
      account = try container.decode(String.self, forKey: .account)
      updatedAt = try container.decode(String.self, forKey: .updatedAt)
      values = try Update(from: decoder).values
    }
  }

  struct Answer: ResponseEncodable {
    let id: String
    let name: String
    let isActive: Bool
    let updatedAt: String

    private enum CodingKeys: String, CodingKey {
      case id, name
      case isActive = "is_active"
      case updatedAt = "updated_at"
    }
  }

  private struct Seeds: Decodable {
    struct Centerfy: Decodable {
      let keys: [Key]
      let agents: [Agent]
    }
    let centerfy: Centerfy
  }

  private let keys: [String: Key]
  private let agents: Mutex<[String: Agent]>

  init(seeds: URL) throws {
    let seeds = try JSONDecoder().decode(Seeds.self, from: Data(contentsOf: seeds)).centerfy
    keys = Dictionary(uniqueKeysWithValues: seeds.keys.map { ($0.key, $0) })
    agents = Mutex(Dictionary(uniqueKeysWithValues: seeds.agents.map { ($0.id, $0) }))
  }

  /// Throws unless the request's key may touch the agent.
  func authorize(_ request: Request, id: String) throws(Refusal) {
    guard let key = request.apiKey.flatMap({ keys[$0] }) else { throw Refusal(.unauthorized, "Invalid API key") }
    guard UUID(uuidString: id) != nil else { throw Refusal(.badRequest, "`agentId` must be a UUID") }
    guard let agent = agents.withLock({ $0[id.lowercased()] }) else { throw Refusal(.notFound, "Agent not found") }
    guard agent.organization == key.organization, key.account == nil || key.account == agent.account else {
      throw Refusal(.forbidden, "Organization/sub-account mismatch with API key scope")
    }
  }

  func update(_ id: String, by update: Update) throws(Refusal) -> Answer {
    try update.check()
    let now = Date.now.formatted(.iso8601)
    let agent = agents.withLock { agents -> Agent? in
      agents[id.lowercased()]?.values.merge(update.values) { $1 }
      agents[id.lowercased()]?.updatedAt = now
      return agents[id.lowercased()]
    }
    guard let agent, case .text(let name) = agent.values[.name], case .flag(let isActive) = agent.values[.isActive]
    else { throw Refusal(.notFound, "Agent not found") }
    return Answer(id: agent.id, name: name, isActive: isActive, updatedAt: agent.updatedAt)
  }
}

extension Request {
  fileprivate var apiKey: String? {
    if let name = HTTPField.Name("x-api-key"), let key = headers[name] { return key }
    guard let value = headers[.authorization], value.lowercased().hasPrefix("bearer ") else { return nil }
    return String(value.dropFirst(7))
  }
}
