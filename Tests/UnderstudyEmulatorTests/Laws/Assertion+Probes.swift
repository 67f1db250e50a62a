import Foundation
import UnderstudyJSON
import UnderstudyVendors

/// An independent implementation of each assertion, and values at its edges.
extension Check.Assertion {
  func isSatisfied(by json: JSON) -> Bool {
    switch (self, json) {
    case (.notEmpty, .string(let text)), (.nonBlankNonNull, .string(let text)):
      !text.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty
    case (.length(let length), .string(let text)): length ~= text.utf16.count
    case (.oneOf(let values), .string(let text)): values.contains(text)
    case (.format(let format), .string(let text)): format.accepts(text)
    case (.minimumCount(let least), .array(let elements)): elements.count >= least
    case (.maximumCount(let most), .array(let elements)): elements.count <= most
    case (.range(let range), .number(let number)):
      number.exact >= range.lowerBound.exact && number.exact <= range.upperBound.exact
    default: true
    }
  }

  /// Values near the edges of the assertion, of which some satisfy it and some do not.
  func probes(of value: Value) -> [JSON] {
    switch self {
    case .notEmpty, .nonBlankNonNull: ["", "  ", "\t\n", "\u{3000}\u{A0}", "xy"]
    case .oneOf(let values): (values + values.map { $0 + " " } + ["", "?"]).map { .string($0) }
    case .format: value.samples + ["", "?", "\u{1}"]
    case .length(let length):
      [length.lowerBound - 1, length.lowerBound, length.upperBound, length.upperBound + 1].filter { $0 >= 0 }
        .flatMap {
          [.string(String(repeating: "é", count: $0)), .string(String(repeating: "𝄞", count: $0 / 2 + 1))]
        }
    case .minimumCount(let least): Check.Assertion.arrays([least - 1, least], of: value)
    case .maximumCount(let most): Check.Assertion.arrays([most, most + 1], of: value)
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
  /// A step that exact numbers distinguish and doubles do not.
  fileprivate var step: Foundation.Decimal {
    if case .integer = kind { 1 } else { Foundation.Decimal(sign: .plus, exponent: -20, significand: 1) }
  }
}

extension Number {
  fileprivate var exact: Foundation.Decimal { Foundation.Decimal(string: text) ?? .nan }
}

extension Check.Assertion {
  fileprivate static func arrays(_ counts: [Int], of value: Value) -> [JSON] {
    counts.map { .array(Array(repeating: value.samples.first?.array?.first ?? .null, count: $0)) }
  }
}
