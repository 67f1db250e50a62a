import HTTPTypes
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// A request to a vendor's operation that is tried as an example.
struct ExampleRequest {
  let surface: Surface
  let operation: UnderstudyVendors.Operation
  var method: String
  /// The path behind the vendor's prefix, which no credential has to decide.
  var path: String
  var credential: [(name: String, value: String)]
  var contentType: String? = "application/json"
  var body: Body
  let agent: StoredAgent?

  enum Body {
    case none
    case json(Members)
    case text(String)
  }

  /// The most accounts and agents that are combined, and the most of these pairs that send all bodies.
  private static let maximum = (accounts: 20, agents: 10, bodies: 40, senders: 8)

  /// Returns requests of accounts that may send them, the likeliest first, and then of others.
  static func candidates(
    for operation: UnderstudyVendors.Operation, of surface: Surface, _ agents: [StoredAgent], _ vendors: [Vendor],
    _ seeds: SeedSet
  ) -> [ExampleRequest] {
    let all = SeededCredential.all(of: surface, vendors, seeds)
    let credentials = all.uniqued { $0.account[$0.identity]?.string ?? $0.token }.prefix(maximum.accounts)
    let targets: [StoredAgent?] =
      operation.path.hasParameters ? agents.prefix(maximum.agents).map(Optional.some) : [nil]
    let pairs = targets.flatMap { agent in credentials.map { (agent, $0) } }
    let admitted = pairs.filter { agent, credential in
      agent.map { operation.admits(credential.account, to: $0.record) } ?? true
    }
    let others = pairs.filter { agent, credential in
      agent.map { !operation.admits(credential.account, to: $0.record) } ?? false
    }
    return (admitted + others).enumerated().flatMap { index, pair in
      let (agent, credential) = pair
      let bodies = bodies(for: operation, agent, agents)
      // One is enough to see who may send any.
      return bodies.prefix(index < maximum.senders ? maximum.bodies : 1).map { body in
        ExampleRequest(
          surface: surface, operation: operation, method: operation.method,
          path: operation.path.filled(with: agent?.id.asStep ?? ""), credential: credential.fields, body: body,
          agent: agent)
      }
    }
  }

  /// Returns the bodies to try: with one field after another, then as other agents are stored.
  private static func bodies(
    for operation: UnderstudyVendors.Operation, _ agent: StoredAgent?, _ agents: [StoredAgent]
  ) -> [Body] {
    guard let fields = operation.body?.fields else { return [.none] }
    let candidates = CandidateBodies(of: agent?.record ?? [:], fields: fields).all.prefix(maximum.bodies)
    let stored = (agent.map { [$0] } ?? Array(agents.prefix(3))).map { fields.updatableMembers(of: $0.record) }
    return (candidates + stored).map(Body.json)
  }

  /// Whether the body has the field that a rule is about.
  func names(_ rule: Rule) -> Bool {
    guard case .json(let members) = body else { return false }
    return members[String(rule.subject.prefix { $0 != "." && $0 != "[" })] != nil
  }

  var members: Members? { if case .json(let members) = body { members } else { nil } }

  private var target: String { "/\(surface.vendor)\(path)" }

  private var fields: [(name: String, value: String)] {
    guard case .none = body else {
      return credential + (contentType.map { [(name: "Content-Type", value: $0)] } ?? [])
    }
    return credential
  }

  var request: Request {
    var section = HeaderSection()
    for field in fields {
      if let name = HTTPField.Name(field.name) { section.append(name, field.value) }
    }
    let bytes: [UInt8] =
      switch body {
      case .none: []
      case .json(let members): JSON.object(members).bytes
      case .text(let text): Array(text.utf8)
      }
    return Request(method: method, target: target, fields: section, body: .complete(bytes))
  }

  var document: JSON {
    var document: Members = [
      "endpoint": .string(surface.id), "operation": .string(operation.kind.name), "method": .string(method),
      "path": .string(target), "headers": .object(fields.reduce(into: [:]) { $0[$1.name] = .string($1.value) }),
    ]
    switch body {
    case .none: break
    case .json(let members): document["body"] = .object(members)
    case .text(let text): document["bodyText"] = .string(text)
    }
    return .object(document)
  }
}
