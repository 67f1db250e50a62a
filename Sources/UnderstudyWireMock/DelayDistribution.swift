import Foundation
import UnderstudyJSON

/// WireMock's distributions of random delays.
package enum DelayDistribution: Sendable, Equatable {
  case fixed(milliseconds: Double)
  /// Whole milliseconds, including both bounds.
  case uniform(lower: Double, upper: Double)
  /// The median is in milliseconds. The larger sigma, the longer the tail: 90 and 0.1 are 90 ± 10, WireMock's example.
  case lognormal(median: Double, sigma: Double)

  /// Returns a delay from zero to ``Swift/Duration/longest``.
  package func sample(using random: inout some RandomNumberGenerator) -> Duration {
    switch self {
    case .fixed(let milliseconds): .bounded(milliseconds: milliseconds)
    case .uniform(let lower, let upper):
      .bounded(milliseconds: (lower + (upper - lower + 1) * random.uniform()).rounded(.down), upperBound: upper)
    case .lognormal(let median, let sigma):
      .bounded(milliseconds: (median * exp(random.normal() * sigma)).rounded())
    }
  }
}

extension RandomNumberGenerator {
  /// Returns a normally distributed number, by the Box-Muller transform.
  fileprivate mutating func normal() -> Double {
    // The logarithm of zero would be infinite.
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }
}

extension Duration {
  /// NaN is no delay.
  fileprivate static func bounded(milliseconds: Double, upperBound: Double = .infinity) -> Duration {
    let longest = Duration.longest / .milliseconds(1)
    guard milliseconds > 0 else { return .zero }
    return .microseconds(Int64(max(0, Swift.min(milliseconds, upperBound, longest)) * 1000))
  }
}

extension DelayDistribution {
  private enum Kind: String, CaseIterable { case fixed, uniform, lognormal }

  /// Nil if the fields are invalid; the errors are added to them.
  init?(_ reader: DocumentReader) {
    let range = 0...(Duration.longest / .milliseconds(1))
    func required(_ name: String, in range: ClosedRange<Double>) -> Double? {
      if !reader.has(name) { reader.addError("`\(name)` is missing, a number") }
      return reader.number(name, in: range)
    }
    if !reader.has("type") { reader.addError("`type` is missing: \"uniform\", \"lognormal\" or \"fixed\"") }
    let kind: Kind? = reader.choice("type")
    switch kind {
    case .fixed:
      guard let milliseconds = required("milliseconds", in: range) else { return nil }
      self = .fixed(milliseconds: milliseconds)
    case .uniform:
      let (lower, upper) = (required("lower", in: range), required("upper", in: range))
      guard let lower, let upper else { return nil }
      if upper < lower { reader.addError("`upper` must not be less than `lower`", at: "upper") }
      self = .uniform(lower: lower, upper: upper)
    case .lognormal:
      let (median, sigma) = (required("median", in: range), required("sigma", in: 0...100))
      guard let median, let sigma else { return nil }
      self = .lognormal(median: median, sigma: sigma)
      // WireMock 3 has it. It would cut off the tail, which is the purpose of this distribution.
      reader.rejectUnsupported(["maxValue": "use `uniform`, which has an upper bound"])
    case nil:
      // The type is unknown, so any parameter may be valid.
      for name in ["milliseconds", "lower", "upper", "median", "sigma"] { _ = reader.given(name) }
      return nil
    }
  }
}
