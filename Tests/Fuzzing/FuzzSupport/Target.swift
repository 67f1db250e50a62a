import HTTPTypes
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyVendors

/// An endpoint, an agent that it updates, and how a request may.
package struct Target: Sendable {
  package let surface: Surface
  package let agentID: String
  fileprivate let route: String
  fileprivate let credential: String

  init?(_ surface: Surface, _ seeds: SeedSet) {
    let table = SeedSet.TableID(vendor: surface.vendor, table: surface.credential.table)
    let agents = seeds.agents.filter { $0.collection == surface.resource.id }
    let pairs = (seeds.records[table] ?? []).flatMap { account in agents.map { (account, $0) } }
    let allowed = pairs.first { account, agent in
      surface.operations.first?.admits(account, to: agent.record) ?? false
    }
    guard let (account, agent) = allowed, let (place, member) = surface.credential.tokens.first else { return nil }
    let tokens = account[member]
    guard let token = tokens?.string ?? tokens?.array?.first?.string else { return nil }
    self.surface = surface
    agentID = agent.id
    route =
      "\(surface.operations[0].method) \(surface.operations[0].path.description.replacing(/\{.*\}/, with: agent.id))"
    if case .bearer = place {
      credential = "\(place.headerName): Bearer \(token)"
    } else {
      credential = "\(place.headerName): \(token)"
    }
  }
}

extension Request {
  /// A request as a text: the first line is the method and the target, further lines up to an empty one are header
  /// fields, the rest is the body.
  ///
  /// `ROUTE0` stands for the method and path of the first endpoint, and `KEY0` for a credential's header, which a
  /// fuzzer cannot guess.
  package init(fuzzed text: String, _ targets: [Target]) {
    var text = text
    for (index, target) in targets.enumerated() {
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
    self.init(
      method: start.first.map(String.init) ?? "PUT", target: start.count > 1 ? String(start[1]) : "/",
      fields: fields, body: .complete(parts.count > 1 ? Array(parts[1].utf8) : []))
  }
}
