import UnderstudyJSON
import UnderstudyVendors

/// Valid values, generated from the declarations.
extension Value {
  /// Values that are valid in every place; at least one.
  var samples: [JSON] { candidates.filter { firstFailure($0) == nil } }

  /// Returns the kind of the first failed check, by the independent implementation.
  func firstFailure(_ json: JSON) -> String? {
    checks.first { !$0.assertion.isSatisfied(by: json) }?.assertion.kind
  }

  private var candidates: [JSON] {
    switch kind {
    case .string: texts.map { .string($0) }
    case .number: bounds + [0.5, 7, -1.5]
    case .integer: bounds + [7, -1]
    case .boolean: [true, false]
    case .freeForm: [["a": [1, nil, ["b": 2.50]]], [:]]
    case .object(let object): [.object(object.accepted(object.everything))]
    case .array(let element):
      [1, 2, 3].map { count in .array(Array(repeating: element.samples.first ?? .null, count: count)) } + [[]]
    }
  }

  private var texts: [String] {
    checks.flatMap { check -> [String] in
      switch check.assertion {
      case .oneOf(let values): values
      case .length(let length):
        [
          String(repeating: "é", count: length.lowerBound),
          String(repeating: "𝄞", count: length.upperBound / 2)
            + String(repeating: "é", count: length.upperBound % 2),
        ]
      default: []
      }
    } + [
      "x", " Ünïcødé 👩‍👩‍👧 \"\\/\u{1} ", "https://example.com/a?b=c", "88e7bb59-42b2-4f8f-b818-83dfc129dd1b",
      "2026-04-17T12:00:00Z", "12:30", "[]", #"[{"type":"function"}]"#, "+14155550100", "someone@example.com",
      "Europe/Berlin", "en-US", "7",
    ]
  }

  private var bounds: [JSON] {
    checks.flatMap { check -> [JSON] in
      if case .range(let range) = check.assertion {
        [.number(range.lowerBound), .number(range.upperBound)]
      } else {
        []
      }
    }
  }
}

extension Object {
  /// A sample of every field that an update can set, with the conditions under which they apply.
  var everything: Members {
    let samples = updatableFields.reduce(into: Members()) { $0[$1.name] = $1.value.samples.first }
    return applying(samples, overriding: true)
  }

  /// Returns the members with the siblings that make them apply.
  private func applying(_ members: Members, overriding isOverriding: Bool) -> Members {
    updatableFields.reduce(into: members) { members, field in
      guard let applicability = field.applicability, case .applies = applicability.effect else { return }
      let condition = applicability.condition
      guard members[field.name] != nil, isOverriding || members[condition.sibling] == nil else { return }
      members[condition.sibling] = condition.value
    }
  }

  /// Returns the members with every other member that is required by default.
  func accepted(_ members: Members, without left: String = "") -> Members {
    var accepted = applying(members, overriding: false)
    while let field = updatableFields.first(where: { field in
      guard field.name != left, accepted[field.name] == nil, let requirement = field.requirement else {
        return false
      }
      guard requirement.isOnByDefault else { return false }
      guard let condition = requirement.condition else { return true }
      return accepted[condition.sibling] == condition.value
    }) {
      accepted[field.name] = field.value.samples.first ?? .null
    }
    return accepted
  }
}
