import UnderstudyJSON
import UnderstudyVendors

/// Values that a field may not accept: one step past each bound, other types, and blank texts.
struct InvalidValues {
  private let value: Value?

  init(for value: Value?) { self.value = value }

  var all: [JSON] { (value?.checks.flatMap(Self.beyond) ?? []) + Self.general }

  private static let general: [JSON] = [
    "x", "", "   ", .null, 1, -1, 0, 1.5, true, [], ["x"], [1], [:], ["x": 1], .string(text(301)),
    .string(text(5001)),
  ]

  private static func beyond(_ check: Check) -> [JSON] {
    switch check.assertion {
    case .notEmpty, .nonBlankNonNull, .oneOf, .format: []
    case .length(let range):
      [range.lowerBound - 1, range.upperBound == .max ? -1 : range.upperBound + 1]
        .filter { 0...longest ~= $0 }.map { .string(text($0)) }
    case .range(let range):
      [range.upperBound.double + 1, range.lowerBound.double - 1].map { .number(Number(floatLiteral: $0)) }
    case .minimumCount(let count): [.array(Array(repeating: "x", count: min(max(count - 1, 0), 100)))]
    case .maximumCount(let count): [.array((0...min(count, 1000)).map { .string("x\($0)") })]
    }
  }

  private static let longest = 200_000

  private static func text(_ count: Int) -> String { String(repeating: "x", count: count) }

  /// The values that the checks of a field list.
  static func listed(_ value: Value) -> [JSON] {
    value.checks.flatMap { check -> [JSON] in
      if case .oneOf(let values) = check.assertion { values.map(JSON.string) } else { [] }
    }
  }

  /// Some values that a field accepts.
  static func valid(_ value: Value) -> [JSON] {
    let bounds = value.checks.flatMap { check -> [JSON] in
      if case .range(let range) = check.assertion {
        [.number(range.lowerBound), .number(range.upperBound)]
      } else {
        []
      }
    }
    let candidates: [JSON] =
      listed(value) + bounds + [true, false, 1, 0, "An agent", "09:00", "21:00", "", .null, []]
    return candidates.filter(value.accepts)
  }
}
