import Foundation
import UnderstudyJSON
import UnderstudyVendors

/// The tests' own reading of each demand: whether a value meets it, and the values at its edges.
extension Check.Demand {
  func isMet(by json: JSON) -> Bool {
    switch (self, json) {
    case (.notEmpty, .string(let text)), (.nonBlankNonNull, .string(let text)):
      !text.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty
    case (.length(let length), .string(let text)): length ~= text.unicodeScalars.count
    case (.oneOf(let values), .string(let text)): values.contains(text)
    case (.format(let format), .string(let text)): format.accepts(text)
    case (.minimumCount(let least), .array(let elements)): elements.count >= least
    case (.maximumCount(let most), .array(let elements)): elements.count <= most
    case (.range(let range), .number(let number)):
      number.exact >= range.lowerBound.exact && number.exact <= range.upperBound.exact
    default: true
    }
  }

  /// Values of which some meet the demand and some do not, as near to each other as can be.
  func probes(of value: Value) -> [JSON] {
    switch self {
    case .notEmpty, .nonBlankNonNull: ["", "  ", "\t\n", "\u{3000}\u{A0}", "xy"]
    case .oneOf(let values): (values + values.map { $0 + " " } + ["", "?"]).map { .string($0) }
    case .format: value.samples + ["", "?", "\u{1}"]
    case .length(let length):
      [length.lowerBound - 1, length.lowerBound, length.upperBound, length.upperBound + 1].filter { $0 >= 0 }
        .map { .string(String(repeating: "𝄞", count: $0)) }
    case .minimumCount(let least): Check.Demand.arrays([least - 1, least], of: value)
    case .maximumCount(let most): Check.Demand.arrays([most, most + 1], of: value)
    case .range(let range):
      [
        (range.lowerBound, -value.step), (range.lowerBound, 0), (range.upperBound, 0),
        (range.upperBound, value.step),
      ]
      .compactMap { try? JSON(text: "\($0.exact + $1)") }
    }
  }
}

extension Value {
  /// The smallest step that is told from none: exactly, not as far as a double goes.
  fileprivate var step: Foundation.Decimal {
    if case .integer = kind { 1 } else { Foundation.Decimal(sign: .plus, exponent: -20, significand: 1) }
  }
}

extension Number {
  fileprivate var exact: Foundation.Decimal { Foundation.Decimal(string: text) ?? .nan }
}

extension Check.Demand {
  fileprivate static func arrays(_ counts: [Int], of value: Value) -> [JSON] {
    counts.map { .array(Array(repeating: value.samples.first?.array?.first ?? .null, count: $0)) }
  }
}
