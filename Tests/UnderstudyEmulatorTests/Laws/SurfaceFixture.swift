import HTTPTypes
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

/// A surface with a seeded credential and an agent that it can update, and one operation: an update or a creation.
struct SurfaceFixture {
  let surface: Surface
  /// The operation that ``send(_:)`` calls.
  let operation: Operation
  let fresh: FreshEmulator
  /// The header fields of the seeded credential.
  private let credential: HeaderSection
  private let key: AgentKey

  /// - Parameter operation: Nil for the update.
  init(
    _ surface: Surface, _ operation: Operation? = nil, switches: Switches = Switches(), store: AgentStore? = nil
  ) throws {
    var switches = switches
    // Without it, some fields are unknown members.
    if let rule = surface.resource.record.switching { switches.set(rule.id, isOn: true) }
    try self.init(
      surface, operation ?? surface.updating,
      in: FreshEmulator(SeededRegistry.of(surface), switches: switches, store: store))
  }

  init(_ surface: Surface, _ operation: Operation, in fresh: FreshEmulator) throws {
    self.surface = surface
    self.operation = operation
    self.fresh = fresh
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

  /// Returns the agent that an update changes, or that was created last.
  func stored() throws -> Members {
    try #require(try operation.isCreation ? created().last : fresh.store.agent(key))
  }

  /// Returns the agents that were created, in their order.
  func created() throws -> [Members] {
    let seeded = Set(fresh.seeds.storedAgents.filter { $0.collection == key.collection }.map(\.id))
    return try fresh.store.agents(in: key.sandbox, collection: key.collection)
      .filter { !seeded.contains($0.id) }.sorted { $0.id < $1.id }.map(\.record)
  }

  /// Returns what a refused request must not change.
  private func state() throws -> [UInt8] {
    try operation.isCreation ? created().flatMap(\.bytes) : stored().bytes
  }

  /// Returns the response to the operation with this result.
  func answer(_ agent: Members) -> JSON {
    let referenceRecords = fresh.seeds.referenceRecords(of: fresh.registry.vendors)[surface.vendor]
    return operation.success.answer.json(
      for: AgentResult(agent: agent, referenceRecords: referenceRecords ?? ReferenceRecords()))
  }

  func send(_ body: Members) -> ReceivedAnswer { answer(to: request(operation, body)) }

  func answer(to request: Request) -> ReceivedAnswer { ReceivedAnswer(fresh.answer(request), to: request.method) }

  /// A request by the seeded credential.
  /// - Parameter agent: The id of the agent; nil for the seeded one.
  func request(_ operation: Operation, _ body: Members?, for agent: String? = nil) -> Request {
    var fields = credential
    fields[.contentType] = "application/json"
    return Request(
      method: operation.method,
      target: operation.path.filled(with: operation.path.hasParameters ? agent ?? key.id : ""),
      fields: fields, body: .complete(body?.bytes ?? []))
  }

  /// A request that deletes or archives an agent; nil stands for the seeded one.
  func deletion(_ operation: Operation, of agent: String? = nil) -> Request {
    guard case .archive(let archiving) = operation.kind else { return request(operation, nil, for: agent) }
    return request(operation, [archiving.identity: .string(agent ?? key.id)])
  }

  /// Sends a body and expects a rule to refuse it without a change; nil expects success.
  func expect(
    _ body: Members, isRefusedBy rule: String?, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try state()
    let answer = send(body)
    let sent: Comment = "\(String(decoding: body.bytes, as: UTF8.self)): \(answer.text)"
    #expect(answer["X-Understudy-Rule"] == rule, sent, sourceLocation: sourceLocation)
    let isAccepted = answer.status == operation.success.status
    #expect(isAccepted == (rule == nil), sent, sourceLocation: sourceLocation)
    guard !isAccepted || operation.isCreation else { return }
    #expect(try (state() == before) == !isAccepted, sent, sourceLocation: sourceLocation)
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

extension Operation {
  /// Sets what the vendor derives from an update.
  func complete(_ agent: inout Members, _ stored: Members, _ sent: Members) {
    if case .update(let update) = kind { update.complete?(&agent, stored, sent) }
  }

  var isCreation: Bool { if case .create = kind { true } else { false } }
  var isArchiving: Bool { if case .archive = kind { true } else { false } }
  var isDeletion: Bool { if case .delete = kind { true } else { isArchiving } }
  var isRead: Bool { if case .read = kind { true } else { false } }
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
