import Foundation
import UnderstudyJSON

/// How long answers wait, at random.
package enum DelayDistribution: Sendable, Equatable {
  case fixed(milliseconds: Double)
  /// Whole milliseconds, both bounds included.
  case uniform(lower: Double, upper: Double)
  /// Half of the delays are below the median, in milliseconds; the larger sigma, the longer the tail. The median
  /// of 90 and sigma of 0.1 are the 90 ± 10 of WireMock's documentation.
  case lognormal(median: Double, sigma: Double)

  /// One delay: never negative, at most ``Swift/Duration/longest``, whatever the parameters are.
  package func sample(using random: inout some RandomNumberGenerator) -> Duration {
    switch self {
    case .fixed(let milliseconds): .bounded(milliseconds: milliseconds)
    case .uniform(let lower, let upper):
      .bounded(milliseconds: (lower + (upper - lower + 1) * random.share()).rounded(.down), most: upper)
    case .lognormal(let median, let sigma):
      .bounded(milliseconds: (median * exp(random.normal() * sigma)).rounded())
    }
  }
}

extension RandomNumberGenerator {
  /// Uniform from 0 up to but not including 1.
  fileprivate mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Standard normal, by Box and Muller.
  fileprivate mutating func normal() -> Double {
    // Not zero, whose logarithm is infinite.
    let radius = (-2 * log(1 - share())).squareRoot()
    return radius * cos(2 * .pi * share())
  }
}

extension Duration {
  /// What is not a number is no delay.
  fileprivate static func bounded(milliseconds: Double, most: Double = .infinity) -> Duration {
    let longest = Duration.longest / .milliseconds(1)
    guard milliseconds > 0 else { return .zero }
    return .microseconds(Int64(max(0, Swift.min(milliseconds, most, longest)) * 1000))
  }
}

extension DelayDistribution {
  private enum Kind: String, CaseIterable { case fixed, uniform, lognormal }

  /// Nil with a mistake noted.
  init?(_ fields: Fields) {
    let range = 0...(Duration.longest / .milliseconds(1))
    func demand(_ name: String, in range: ClosedRange<Double>) -> Double? {
      if !fields.has(name) { fields.addError("`\(name)` is missing, a number") }
      return fields.number(name, in: range)
    }
    if !fields.has("type") { fields.addError("`type` is missing: \"uniform\", \"lognormal\" or \"fixed\"") }
    let kind: Kind? = fields.choice("type")
    switch kind {
    case .fixed:
      guard let milliseconds = demand("milliseconds", in: range) else { return nil }
      self = .fixed(milliseconds: milliseconds)
    case .uniform:
      let (lower, upper) = (demand("lower", in: range), demand("upper", in: range))
      guard let lower, let upper else { return nil }
      if upper < lower { fields.addError("`upper` must not be less than `lower`", at: "upper") }
      self = .uniform(lower: lower, upper: upper)
    case .lognormal:
      let (median, sigma) = (demand("median", in: range), demand("sigma", in: 0...100))
      guard let median, let sigma else { return nil }
      self = .lognormal(median: median, sigma: sigma)
      // WireMock 3 has it; what it would cut off is the tail, which is what people test with.
      fields.unsupported(["maxValue": "use `uniform`, which has an upper bound"])
    case nil:
      // The kind is unknown, so any parameter may be right.
      for name in ["milliseconds", "lower", "upper", "median", "sigma"] { _ = fields.given(name) }
      return nil
    }
  }
}
