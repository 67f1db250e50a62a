import UnderstudyJSON
import UnderstudyVendors

/// The bodies that an example of an update is chosen from: the required fields, and another value for one more.
struct CandidateBodies {
  private let agent: Members
  private let fields: [Field]

  private static let texts = ["An agent", "Agent"]
  private static let mark = " (changed)"

  init(of agent: Members, fields: Object) {
    self.agent = agent
    self.fields = fields.updatableFields
  }

  /// The bodies in the order in which they are tried. Free texts come first, because people read examples.
  var all: [Members] {
    let required = required
    let others = fields.filter { required[$0.key] == nil && $0.isChangeable }
    var bodies: [Members] = []
    for field in others.filter(\.isFreeText) + others.filter({ !$0.isFreeText }) {
      for value in otherValues(of: field) {
        var body = required
        body[field.key] = value
        bodies.append(body)
      }
    }
    return required.isEmpty ? bodies : bodies + [required]
  }

  /// The fields that every update must send, with the stored values if these may be sent.
  private var required: Members {
    fields.reduce(into: [:]) { members, field in
      guard let requirement = field.requirement, requirement.condition == nil else { return }
      let candidates = [agent[field.key]].compactMap(\.self) + field.listedValues + Self.texts.map(JSON.string)
      members[field.key] = candidates.first(where: field.value.accepts)
    }
  }

  /// Returns values that the field may have, other than the stored one.
  private func otherValues(of field: Field) -> [JSON] {
    let stored = agent[field.key]
    let candidates: [JSON] =
      switch field.value.kind {
      case .string: field.listedValues.isEmpty ? Self.otherTexts(than: stored?.string) : field.listedValues
      case .boolean: [.bool(stored != true)]
      case .number, .integer: field.bounds + [1, 2]
      case .array, .object, .freeForm: []
      }
    return Array(candidates.filter { $0 != stored && field.value.accepts($0) }.prefix(2))
  }

  private static func otherTexts(than stored: String?) -> [JSON] {
    let text = stored ?? "An agent"
    let other = text.hasSuffix(mark) ? String(text.dropLast(mark.count)) : text + mark
    return ([other] + texts).map(JSON.string)
  }
}

extension Field {
  /// Whether an update may change the field by itself.
  fileprivate var isChangeable: Bool {
    guard case .accepted = updating else { return false }
    return !value.isSecret && applicability == nil && switching == nil
  }

  /// Whether any text is accepted.
  fileprivate var isFreeText: Bool {
    guard case .string = value.kind else { return false }
    return value.checks.allSatisfy {
      switch $0.assertion {
      case .notEmpty, .nonBlankNonNull, .length: true
      case .range, .oneOf, .format, .minimumCount, .maximumCount: false
      }
    }
  }

  fileprivate var listedValues: [JSON] {
    value.checks.flatMap { check -> [JSON] in
      if case .oneOf(let values) = check.assertion { values.map(JSON.string) } else { [] }
    }
  }

  fileprivate var bounds: [JSON] {
    value.checks.flatMap { check -> [JSON] in
      if case .range(let range) = check.assertion {
        [.number(range.upperBound), .number(range.lowerBound)]
      } else {
        []
      }
    }
  }
}
