import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

/// The search for an update of an agent that a surface accepts, with a seeded credential.
struct ExampleUpdate {
  private let surface: Surface
  private let update: Operation
  private let path: String
  private let callers: [CallerFields]
  private let bodies: [Members]

  /// The result of the search.
  enum Outcome {
    /// - Parameter example: The request.
    case accepted(example: JSON)
    /// - Parameter reason: The surface, the rule, and what it demands.
    case unavailable(reason: JSON)
  }

  /// The header fields that identify the caller.
  private typealias CallerFields = [(name: String, value: String)]

  /// The limit of accounts that are tried.
  private static let accountLimit = 3
  /// The limit of bodies that are tried for each of them.
  private static let bodyLimit = 20

  init(of agent: Members, id: String, at surface: Surface, _ update: Operation, _ seeds: SeedSet) {
    self.surface = surface
    self.update = update
    path = update.path.filled(with: id.asStep)
    let table = SeedSet.TableID(vendor: surface.vendor, table: surface.credential.table)
    callers = Self.callers(from: seeds.records[table] ?? [], for: agent, at: surface, update)
    let candidates = CandidateBodies(of: agent, fields: update.body?.fields ?? surface.resource.record)
    bodies = Array(candidates.all.prefix(Self.bodyLimit))
  }

  /// Tries the candidates in their order until one is accepted.
  func tried(_ preview: (Request) -> UpdatePreview) -> Outcome {
    var first: (rule: String?, reason: String)?
    for caller in callers {
      for body in bodies {
        switch preview(request(from: caller, body)) {
        case .accepted: return .accepted(example: example(from: caller, body))
        case .refused(let rule, let reason): first = first ?? (rule, reason)
        }
      }
    }
    let noAccount = "no seeded record of `\(surface.vendor).\(surface.credential.table)` has a credential"
    var reason: Members = ["endpoint": .string(surface.id)]
    reason["rule"] = first?.rule.map(JSON.string)
    reason["reason"] = .string((callers.first?.isEmpty == false ? first?.reason : nil) ?? noAccount)
    return .unavailable(reason: .object(reason))
  }

  private func request(from caller: CallerFields, _ body: Members) -> Request {
    var fields = HeaderSection()
    for field in caller + [Self.contentType] {
      if let name = HTTPField.Name(field.name) { fields.append(name, field.value) }
    }
    return Request(method: update.method, target: path, fields: fields, body: .complete(JSON.object(body).bytes))
  }

  private func example(from caller: CallerFields, _ body: Members) -> JSON {
    let headers: Members = (caller + [Self.contentType]).reduce(into: [:]) { $0[$1.name] = .string($1.value) }
    return [
      "endpoint": .string(surface.id), "method": .string(update.method), "path": .string(path),
      "headers": .object(headers), "body": .object(body),
    ]
  }

  private static let contentType = (name: "Content-Type", value: "application/json")

  /// Returns the accounts that have access first. The others are tried because the rule of access may be off.
  private static func callers(
    from accounts: [Members], for agent: Members, at surface: Surface, _ update: Operation
  ) -> [CallerFields] {
    let credential = surface.credential
    guard let (place, member) = credential.tokens.first else { return [] }
    let known = accounts.lazy.compactMap { account in account[member]?.tokens.first.map { (account, $0) } }
    let admitted = known.filter { update.admits($0.0, to: agent) }.prefix(accountLimit)
    let tried = admitted.isEmpty ? Array(known.prefix(1)) : Array(admitted)
    let callers = tried.flatMap { account, token -> [CallerFields] in
      let caller = [(name: place.headerName, value: place.value(of: token))]
      guard let second = credential.secondary, let token = account[second.member]?.tokens.first else {
        return [caller]
      }
      return [caller, caller + [(name: second.place.headerName, value: second.place.value(of: token))]]
    }
    // Accepted if the rules of the credential are off.
    return callers.isEmpty ? [[]] : callers
  }
}
