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
  private let token: String
  private let key: AgentKey

  init(_ surface: Surface, switches: Switches = Switches(), store: AgentStore? = nil) throws {
    self.surface = surface
    fresh = try FreshEmulator(switches: switches, store: store)
    let (credential, collection) = (surface.credential, surface.resource)
    let accounts = fresh.seeds.records[SeedSet.TableID(vendor: surface.vendor, table: credential.table)] ?? []
    let agents = fresh.seeds.agents.filter { $0.collection == collection.id }
    let pairs = accounts.flatMap { account in agents.map { (account, $0) } }
    let (account, agent) = try #require(
      pairs.first { account, agent in surface.updating.admits(account, to: agent.record) },
      "no seeded credential may touch a seeded agent")
    let tokens = account[credential.member]
    token = try #require(tokens?.string ?? tokens?.array?.first?.string)
    key = fresh.key(collection.id, agent.id)
  }

  func stored() throws -> Members { try #require(try fresh.store.agent(key)) }

  /// Returns the response to an update with this result.
  func answer(_ agent: Members) -> JSON {
    let referenceRecords = fresh.seeds.referenceRecords(of: Registry().vendors)[surface.vendor]
    return surface.updating.success.answer.json(
      for: AgentResult(agent: agent, referenceRecords: referenceRecords ?? ReferenceRecords()))
  }

  func send(_ body: Members) -> ReceivedAnswer {
    let place = surface.credential.places.first
    var fields: HeaderSection = [.contentType: "application/json"]
    switch place {
    case .bearer: fields[.authorization] = "Bearer \(token)"
    case .header(let name): HTTPField.Name(name).map { fields[$0] = token }
    case .cookie, nil: break
    }
    let target = surface.updating.path.description.replacing(/\{.*\}/, with: key.id)
    let request = Request(
      method: surface.updating.method, target: target, fields: fields, body: .complete(body.bytes))
    return ReceivedAnswer(fresh.answer(request), to: surface.updating.method)
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
