import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

/// Runs `Tests/clients/openapi`.
@Suite("Published programs that read OpenAPI", .waits, .tags(.external, .python), .needs(.python))
struct OpenAPIClientTests {
  @Test("find the documents valid, and the server as they say", .ends)
  func agree() throws {
    let python = PythonTests("clients/openapi")
    let server = try Serving(
      ["--log-level", "error"]
        + Registry().surfaces.flatMap(\.rulesAboutStoredAgents).flatMap { ["--disable-rule", $0] })
    defer { server.kill() }
    try python.run(server.forClients.merging(["UNDERSTUDY_ENDPOINTS": endpoints().description]) { $1 })
  }

  /// A seeded credential and an agent that it reaches, by the endpoint's id.
  private func endpoints() throws -> JSON {
    let seeds = try #require(Repository.seeds)
    return .object(
      try Registry().surfaces.reduce(into: Members()) { endpoints, surface in
        let accounts = seeds.records[SeedSet.TableID(vendor: surface.vendor, table: surface.credential.table)] ?? []
        let agents = seeds.agents.filter { $0.collection == surface.resource.id }
        let pairs = accounts.flatMap { account in agents.map { (account, $0) } }
        let (account, agent) = try #require(pairs.first { surface.operations[0].admits($0, to: $1.record) })
        endpoints[surface.id] = [
          "agent": .string(agent.id), "headers": .object(surface.credential.headers(of: account)),
        ]
      })
  }
}

extension Credential {
  /// The header fields that an account sends, its second token included.
  fileprivate func headers(of account: Members) -> Members {
    var headers = Members()
    let second = secondary.map { (place: $0.place, member: $0.member) }
    for (place, member) in [tokens.first, second].compactMap(\.self) {
      let tokens = account[member]
      guard let token = tokens?.string ?? tokens?.array?.first?.string else { continue }
      headers[place.headerName] = .string(place.value(of: token))
    }
    return headers
  }
}

extension Surface {
  /// The rules that refuse a request because of what is stored, which no schema says. Transcripts show each of them.
  fileprivate var rulesAboutStoredAgents: [String] {
    operations.flatMap { operation in
      let constraints = operation.predicateGuards(at: .constraints).filter(\.needsWords)
      return (constraints + operation.guardsOfNewAgents).map(\.rule.id)
        + (operation.body?.fields.rulesAboutStoredAgents(namespace: namespace) ?? [])
    }
  }
}

extension UnderstudyVendors.Operation {
  /// The guards that compare a new agent with its caller and with other agents.
  fileprivate var guardsOfNewAgents: [Guard] {
    if case .create = kind {
      predicateGuards(at: .permission) + guards.filter { $0.stage == .conflict }
    } else {
      []
    }
  }
}

extension Object {
  fileprivate func rulesAboutStoredAgents(namespace: String) -> [String] {
    updatableFields.flatMap { field in
      let id = "\(namespace).\(field.name)"
      var rules: [String] = []
      if case .rejectedOnUpdate = field.updating { rules.append("\(id).immutable") }
      if field.requirement?.isMetByStoredValue == true { rules.append("\(id).required") }
      guard case .object(let object) = field.value.kind else { return rules }
      return rules + object.rulesAboutStoredAgents(namespace: id)
    }
  }
}
