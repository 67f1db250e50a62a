import CLibFuzzer
import Emulation
import HTTPTypes
import Glibc
import JSON
import Logging
import MicroHTTP
import Seeds
import Storage
import Vendors

/// Whole requests, taken apart as a server would, through every emulated endpoint: each gets a proper answer, and what
/// is stored stays a proper record.
///
/// The first line is the method and the target, further lines up to an empty one are header fields, the rest is
/// the body. `ROUTE0` stands for the method and path of the first endpoint, and `KEY0` for a credential's header,
/// which a fuzzer cannot guess.
@main
enum FuzzRequest {
  static func main() {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(LLVMFuzzerRunDriver(&count, &arguments) { fuzzRequest($0, $1) })
  }
}

private func fuzzRequest(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let request = request(from: UnsafeBufferPointer(start: data, count: count))
  guard case .now(let response) = world.emulator.answer(request) else { preconditionFailure("the answer waits") }
  precondition([200, 400, 401, 403, 404, 405].contains(response.status), "status \(response.status)")
  do throws(ReadError) {
    _ = try JSON(reading: response.body)
  } catch {
    preconditionFailure("the answer is not JSON: \(error)")
  }
  for field in response.fields {
    precondition(field.value.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "\(field) is not plain")
  }
  if response.status == 200 {
    for target in world.targets {
      guard let stored = try? world.store.agent(target.key(in: world.store)) else {
        preconditionFailure("the agent is gone")
      }
      precondition(target.endpoint.collection.record.mistakes(in: stored).isEmpty, "a broken record was stored")
    }
  }
  return 0
}

private func request(from input: UnsafeBufferPointer<UInt8>) -> Request {
  var text = String(decoding: input, as: UTF8.self)
  for (index, target) in world.targets.enumerated() {
    text = text.replacing("ROUTE\(index)", with: target.route).replacing("KEY\(index)", with: target.credential)
  }
  let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
  let lines = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
  let start = lines.first?.split(separator: " ", maxSplits: 1) ?? []
  var fields = HeaderSection()
  for line in lines.dropFirst() {
    let field = line.split(separator: ":", maxSplits: 1)
    guard field.count == 2, let name = HTTPField.Name(String(field[0])) else { continue }
    fields.append(HTTPField(name: name, value: field[1].drop { $0 == " " }.description))
  }
  return Request(
    method: start.first.map(String.init) ?? "PUT", target: start.count > 1 ? String(start[1]) : "/",
    fields: fields, body: .complete(parts.count > 1 ? Array(parts[1].utf8) : []))
}

/// An endpoint, an agent that it updates, and how a request may.
private struct Target: Sendable {
  let endpoint: Endpoint
  let agentID: String
  let route: String
  let credential: String

  init?(_ endpoint: Endpoint, _ seeds: SeedSet) {
    let table = SeedSet.TableID(vendor: endpoint.vendor, table: endpoint.credential.table)
    let agents = seeds.agents.filter { $0.collection == endpoint.collection.id }
    let pairs = (seeds.records[table] ?? []).flatMap { account in agents.map { (account, $0) } }
    let allowed = pairs.first { account, agent in endpoint.access.allSatisfy { $0.allows(account, agent.record) } }
    guard let (account, agent) = allowed, let place = endpoint.credential.places.first else { return nil }
    let tokens = account[endpoint.credential.member]
    guard let token = tokens?.string ?? tokens?.array?.first?.string else { return nil }
    self.endpoint = endpoint
    agentID = agent.id
    route = "\(endpoint.method) \(endpoint.path.description.replacing(/\{.*\}/, with: agent.id))"
    if case .bearer = place {
      credential = "\(place.headerName): Bearer \(token)"
    } else {
      credential = "\(place.headerName): \(token)"
    }
  }
}

extension Target {
  func key(in store: AgentStore) -> AgentKey {
    AgentKey(sandbox: store.sandbox(SandboxID.defaultName), collection: endpoint.collection.id, id: agentID)
  }
}

private struct World: Sendable {
  let emulator: Emulator
  let store: AgentStore
  let targets: [Target]

  init() throws {
    let registry = Registry()
    let seeds = try SeedReader.read(directories: ["seed-data"], registry: registry)
    targets = registry.endpoints.compactMap { Target($0, seeds) }
    precondition(targets.count == registry.endpoints.count, "an endpoint cannot be reached with the seeds")
    store = try AgentStore(.memory)
    try store.fill(seeds.storedAgents)
    let logger = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
    emulator = Emulator(
      registry: registry, seeds: seeds, sandboxes: Sandboxes(store), logger: logger)
  }
}

private let world: World = {
  do {
    return try World()
  } catch {
    preconditionFailure("\(error)")
  }
}()
