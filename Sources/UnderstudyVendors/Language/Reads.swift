import UnderstudyHTTP
import UnderstudyJSON

/// How a vendor shows the agents that an endpoint updates, to GET with the same credential.
package struct Reads: Sendable {
  /// Where one agent is shown.
  package let path: PathTemplate
  /// The address of the vendor's page for it.
  package let document: String
  package let answer: Answer
  /// Who may see an agent, refused in this order. Lists leave out what the sender may not see.
  package let access: [Access]
  /// nil where the vendor has none.
  package let list: List?

  package init(
    at path: PathTemplate, _ document: String, access: [Access], answer: Answer, list: List? = nil
  ) {
    self.path = path
    self.document = document
    self.access = access
    self.answer = answer
    self.list = list
  }

  /// All agents that the sender may see.
  package struct List: Sendable {
    package let path: PathTemplate
    /// The address of the vendor's page for it.
    package let document: String
    package let order: Order
    /// nil where all are listed at once.
    package let paging: Paging?
    package let answer: ListAnswer

    package init(
      at path: PathTemplate, _ document: String, _ order: Order, paging: Paging? = nil, answer: ListAnswer
    ) {
      self.path = path
      self.document = document
      self.order = order
      self.paging = paging
      self.answer = answer
    }
  }

  /// By when agents were created, and by their ids where that is the same.
  package enum Order: Sendable {
    /// - Parameter createdAt: the agent's member.
    case oldestFirst(createdAt: String)
    case newestFirst(createdAt: String)

    var createdAt: String {
      switch self {
      case .oldestFirst(let createdAt), .newestFirst(let createdAt): createdAt
      }
    }
  }
}

/// Gives the value of a parameter of a request's query, decoded; nil where it has none of this name.
package typealias Query = (_ name: String) -> String?

/// What a list is answered with. One declaration, from which answers are made and described.
package indirect enum ListAnswer: Sendable {
  case agents(Answer)
  /// How many are listed.
  case count
  case always(JSON)
  case object([Member])

  package struct Member: Sendable {
    package let name: String
    package let answer: ListAnswer
  }

  /// - Parameter agents: those to be listed.
  func callAsFunction(_ agents: [Members], _ directory: Directory) -> JSON {
    switch self {
    case .agents(let answer): .array(agents.map { answer(AgentResult(agent: $0, directory: directory)) })
    case .count: .number(Number(agents.count))
    case .always(let json): json
    case .object(let members):
      .object(members.reduce(into: Members()) { $0[$1.name] = $1.answer(agents, directory) })
    }
  }
}

extension ListAnswer: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral members: (String, ListAnswer)...) {
    self = .object(members.map { Member(name: $0.0, answer: $0.1) })
  }
}

extension Reads.List {
  /// The list, or the page of it that the query asks for.
  /// - Parameters:
  ///   - agents: all that the sender may see, in any order.
  ///   - query: the request's parameters.
  package func callAsFunction(
    _ agents: [Members], identity: String, _ query: Query, _ directory: Directory
  ) -> JSON {
    let sorted = order.sorted(agents, identity: identity)
    guard let paging else { return answer(sorted, directory) }
    let page = paging.page(of: sorted, order, identity: identity, query)
    var json = answer(page.agents, directory)
    if let next = page.next, var members = json.members {
      members[paging.next] = .string(next)
      json = .object(members)
    }
    return json
  }
}

extension Reads.Order {
  fileprivate func sorted(_ agents: [Members], identity: String) -> [Members] {
    let keyed = agents.map { (cursor: Cursor($0, createdAt: createdAt, identity: identity), agent: $0) }
    return switch self {
    case .oldestFirst: keyed.sorted { $0.cursor < $1.cursor }.map(\.agent)
    case .newestFirst: keyed.sorted { $0.cursor > $1.cursor }.map(\.agent)
    }
  }
}

/// Where an agent stands in a list.
struct Cursor: Comparable {
  let time: String
  let id: String

  init(_ agent: Members, createdAt: String, identity: String) {
    time = agent[createdAt]?.string ?? ""
    id = agent[identity]?.string ?? ""
  }

  init(time: String, id: String) {
    self.time = time
    self.id = id
  }

  static func < (left: Cursor, right: Cursor) -> Bool { (left.time, left.id) < (right.time, right.id) }
}
