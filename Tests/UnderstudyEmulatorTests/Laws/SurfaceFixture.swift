import HTTPTypes
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

/// A surface with a seeded credential and an agent that it can update.
struct SurfaceFixture {
  let surface: Surface
  private let fresh: FreshEmulator
  /// The header fields of the seeded credential.
  private let credential: HeaderSection
  private let key: AgentKey

  init(_ surface: Surface, switches: Switches = Switches(), store: AgentStore? = nil) throws {
    self.surface = surface
    var switches = switches
    // Without it, some fields are unknown members.
    if let rule = surface.resource.record.switching { switches.set(rule.id, isOn: true) }
    fresh = try FreshEmulator(SeededRegistry.of(surface), switches: switches, store: store)
    let (credential, collection) = (surface.credential, surface.resource)
    let accounts = fresh.seeds.records[SeedSet.TableID(vendor: surface.vendor, table: credential.table)] ?? []
    let agents = fresh.seeds.agents.filter { $0.collection == collection.id }
    let pairs = accounts.flatMap { account in agents.map { (account, $0) } }
    let (account, agent) = try #require(
      pairs.first { account, agent in surface.updating.admits(account, to: agent.record) },
      "no seeded credential may touch a seeded agent")
    var fields = HeaderSection()
    let (place, member) = try #require(credential.tokens.first)
    try fields.set(place, to: #require(account[member]?.firstToken))
    if let secondary = credential.secondary, let token = account[secondary.member]?.firstToken {
      try fields.set(secondary.place, to: token)
    }
    self.credential = fields
    key = fresh.key(collection.id, agent.id)
  }

  /// The id of an agent that the credential can update.
  var agentID: String { key.id }

  func stored() throws -> Members { try #require(try fresh.store.agent(key)) }

  /// Returns the response to an update with this result.
  func answer(_ agent: Members) -> JSON {
    let referenceRecords = fresh.seeds.referenceRecords(of: fresh.registry.vendors)[surface.vendor]
    return surface.updating.success.answer.json(
      for: AgentResult(agent: agent, referenceRecords: referenceRecords ?? ReferenceRecords()))
  }

  func send(_ body: Members) -> ReceivedAnswer { answer(to: request(surface.updating, body)) }

  func answer(to request: Request) -> ReceivedAnswer { ReceivedAnswer(fresh.answer(request), to: request.method) }

  /// A request for the seeded agent by the seeded credential.
  func request(_ operation: Operation, _ body: Members?) -> Request {
    var fields = credential
    fields[.contentType] = "application/json"
    return Request(
      method: operation.method, target: operation.path.filled(with: operation.path.hasParameters ? key.id : ""),
      fields: fields, body: .complete(body?.bytes ?? []))
  }

  /// Sends a body and expects a rule to refuse it without a change; nil expects success.
  func expect(
    _ body: Members, isRefusedBy rule: String?, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try stored()
    let answer = send(body)
    let sent: Comment = "\(String(decoding: body.bytes, as: UTF8.self)): \(answer.text)"
    #expect(answer["X-Understudy-Rule"] == rule, sent, sourceLocation: sourceLocation)
    #expect((answer.status == 200) == (rule == nil), sent, sourceLocation: sourceLocation)
    guard answer.status != 200 else { return }
    #expect(try stored().bytes == before.bytes, sent, sourceLocation: sourceLocation)
  }
}

extension Surface {
  /// The operation that updates an agent; a law checks that it is the first.
  var updating: Operation { operations[0] }
}

extension Object {
  /// The rule without which some of the fields are unknown members.
  var switching: Rule? { fields.lazy.compactMap(\.switching).first }
}

extension HeaderSection {
  /// Sends a token.
  mutating func set(_ place: Credential.Place, to token: String) throws {
    self[try #require(HTTPField.Name(place.headerName))] = place.value(of: token)
  }
}

extension JSON {
  /// The token of an account, or the first of several.
  fileprivate var firstToken: String? { string ?? array?.first?.string }
}
