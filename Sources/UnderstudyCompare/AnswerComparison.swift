import UnderstudyJSON
import UnderstudyVendors

/// A difference without its rule and its verdict.
struct UnexplainedDifference: Sendable, Hashable {
  let kind: Difference.Kind
  let pointer: String
  let recorded: String
  let ours: String
}

/// The comparison of a recorded body with ours.
///
/// What a client can set must be equal. Ids, times, tokens and whatever else the server sets must have the same form.
struct AnswerComparison {
  /// What is known about a value by its place.
  fileprivate indirect enum Shape {
    /// Outside of agents: texts are messages.
    case message
    case agent(Projection, Object)
    case object(Object, isExact: Bool)
    case value(Value, isExact: Bool)
    /// Set by the server.
    case unlisted
  }

  private(set) var findings: [UnexplainedDifference] = []
  private let projections: [(key: Name, projection: Projection)]
  private let record: Object
  private let phrases: AnswerPhrases
  /// Bounds the result for a body that differs everywhere.
  private static let maximumFindings = 200

  private init(_ operation: Operation?, _ resource: Resource, _ phrases: AnswerPhrases) {
    record = resource.record
    self.phrases = phrases
    projections = (operation?.projections ?? []).compactMap { projection in
      projection.shownName(of: Name(resource.identity)).map { ($0, projection) }
    }
  }

  /// Returns the differences of two bodies.
  /// - Parameter operation: the operation, if the request was accepted; its agents are then looked for.
  static func findings(
    _ recorded: JSON, _ ours: JSON, of operation: Operation?, _ resource: Resource, _ phrases: AnswerPhrases
  ) -> [UnexplainedDifference] {
    var comparison = AnswerComparison(operation, resource, phrases)
    comparison.compare(recorded, ours, at: "", .message)
    return comparison.findings
  }

  private mutating func add(_ kind: Difference.Kind, _ pointer: String, _ recorded: String, _ ours: String) {
    guard findings.count < Self.maximumFindings else { return }
    findings.append(UnexplainedDifference(kind: kind, pointer: pointer, recorded: recorded, ours: ours))
  }

  private mutating func compare(_ recorded: JSON, _ ours: JSON, at pointer: String, _ shape: Shape) {
    switch (recorded, ours) {
    case (.object(let recorded), .object(let ours)): compare(recorded, ours, at: pointer, shape)
    case (.array(let recorded), .array(let ours)): compare(recorded, ours, at: pointer, shape)
    case (.null, .null), (.bool, .bool), (.number, .number), (.string, .string):
      guard !isEqual(recorded, ours, shape) else { return }
      let isMessage = if case (.message, .string) = (shape, recorded) { true } else { false }
      add(
        isMessage ? .wording : .value, pointer, phrase(recorded, shape), phrase(ours, isMessage ? nil : shape))
    default: add(.type, pointer, phrases.type(of: recorded), phrases.type(of: ours))
    }
  }

  private func phrase(_ value: JSON, _ shape: Shape?) -> String {
    switch shape {
    case .message: phrases.words(of: value)
    case .value(let declared, _): phrases.phrase(of: value, declared)
    case .agent, .object, .unlisted: phrases.phrase(of: value, nil)
    // Our own message has nothing of the recording but what the request sent.
    case nil: phrases.words(of: value)
    }
  }

  private func isEqual(_ recorded: JSON, _ ours: JSON, _ shape: Shape) -> Bool {
    if recorded == ours { return true }
    switch shape {
    case .value(let value, let isExact):
      return value.isSecret || !isExact && AnswerForm(recorded) == AnswerForm(ours) && AnswerForm(ours) != nil
    case .message, .agent, .object, .unlisted:
      return AnswerForm(ours) != nil && AnswerForm(recorded) == AnswerForm(ours)
    }
  }

  // MARK: Objects

  private mutating func compare(_ recorded: Members, _ ours: Members, at pointer: String, _ shape: Shape) {
    let shape = agentShape(of: ours) ?? shape
    for member in recorded {
      let place = "\(pointer)/\(member.name.escapedForPointer)"
      if let own = ours[member.key] {
        compare(member.value, own, at: place, inner(shape, member.key))
      } else {
        add(.memberMissing, place, phrase(member.value, inner(shape, member.key).hidingMessages), "nothing")
      }
    }
    for member in ours where recorded[member.key] == nil {
      let place = "\(pointer)/\(member.name.escapedForPointer)"
      add(.memberExtra, place, "nothing", phrase(member.value, inner(shape, member.key)))
    }
    let (first, second) = (
      recorded.map(\.key).filter { ours[$0] != nil }, ours.map(\.key).filter { recorded[$0] != nil }
    )
    if first != second {
      add(.order, pointer, first.map(\.text).joined(separator: ", "), second.map(\.text).joined(separator: ", "))
    }
  }

  /// The shape of an agent, if the members are those of one.
  private func agentShape(of members: Members) -> Shape? {
    projections.first { members[$0.key]?.string != nil }.map { .agent($0.projection, record) }
  }

  private func inner(_ shape: Shape, _ key: Name) -> Shape {
    switch shape {
    case .message: return .message
    case .agent(let projection, let object):
      guard let source = projection.source(of: key), let field = object[source.member] else { return .unlisted }
      return Shape(field)
    case .object(let object, let isExact):
      return object[key].map { Shape($0, within: isExact) } ?? .unlisted
    case .value(let value, let isExact):
      if case .object(let object) = value.kind { return inner(.object(object, isExact: isExact), key) }
      return shape
    case .unlisted: return .unlisted
    }
  }

  // MARK: Arrays

  private mutating func compare(_ recorded: [JSON], _ ours: [JSON], at pointer: String, _ shape: Shape) {
    let place = pointer + "/-"
    if let agents = pairedAgents(recorded, ours) {
      compare(agents, at: place)
      if ids(recorded, alsoIn: ours) != ids(ours, alsoIn: recorded) {
        add(.order, pointer, "its order of agents", "another order")
      }
      return
    }
    if recorded.count != ours.count {
      add(.value, pointer, phrases.count(recorded.count), phrases.count(ours.count))
    }
    for (first, second) in zip(recorded, ours) { compare(first, second, at: place, element(of: shape)) }
  }

  private func element(of shape: Shape) -> Shape {
    guard case .value(let value, let isExact) = shape else { return shape }
    if let entry = value.entry { return .object(entry.record, isExact: false) }
    if case .array(let element) = value.kind { return .value(element, isExact: isExact) }
    return shape
  }

  private func id(_ element: JSON) -> String? {
    guard let members = element.members else { return nil }
    return projections.lazy.compactMap { members[$0.key]?.string }.first
  }

  private func ids(_ list: [JSON], alsoIn other: [JSON]) -> [String] {
    let others = Set(other.compactMap(id))
    return list.compactMap(id).filter(others.contains)
  }

  /// The agents of two lists by id; nil if one of the lists has other elements.
  private func pairedAgents(_ recorded: [JSON], _ ours: [JSON]) -> [(recorded: JSON?, ours: JSON?)]? {
    guard !projections.isEmpty, !(recorded.isEmpty && ours.isEmpty), (recorded + ours).allSatisfy({ id($0) != nil })
    else { return nil }
    let own = Dictionary(ours.map { (id($0) ?? "", $0) }) { first, _ in first }
    let known = Set(recorded.compactMap(id))
    return recorded.map { ($0, own[id($0) ?? ""]) }
      + ours.filter { !known.contains(id($0) ?? "") }.map { (nil, $0) }
  }

  private mutating func compare(_ agents: [(recorded: JSON?, ours: JSON?)], at pointer: String) {
    for agent in agents {
      switch (agent.recorded, agent.ours) {
      case (let recorded?, let ours?): compare(recorded, ours, at: pointer, .message)
      case (_?, nil): add(.memberMissing, pointer, "an agent", "nothing")
      case (nil, _): add(.memberExtra, pointer, "nothing", "an agent")
      }
    }
  }
}

extension AnswerComparison.Shape {
  /// - Parameter isExact: whether a client can set the object that has the field.
  fileprivate init(_ field: Field, within isExact: Bool = true) {
    self = .value(field.value, isExact: isExact && field.isUpdatable)
  }

  /// The shape of a member that we do not know: what it has is not shown.
  fileprivate var hidingMessages: AnswerComparison.Shape { if case .message = self { .unlisted } else { self } }
}

extension String {
  /// The name as a JSON Pointer has it, cut if it is long.
  var escapedForPointer: String {
    String(prefix(80)).replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
