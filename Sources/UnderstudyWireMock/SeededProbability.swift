/// A probability with a repeatable sequence of outcomes: the same seed gives the same sequence on every machine.
package struct SeededProbability: Sendable, Equatable {
  /// From 0 to 1.
  package let probability: Double
  package let seed: UInt64

  package init(probability: Double, seed: UInt64) {
    self.probability = probability
    self.seed = seed
  }

  /// Returns the outcome of one trial, independent of other trials.
  /// - Parameter trial: the number of the trial, from 0.
  package func succeeds(trial: UInt64) -> Bool {
    var numbers = SplitMix64(seed: seed, skipping: trial)
    return numbers.uniform() < probability
  }
}

/// The SplitMix64 generator by Steele, Lea and Flood, with constant time to any place of its sequence. Not for secrets.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64
  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// - Parameter skipped: the number of values to skip.
  package init(seed: UInt64, skipping skipped: UInt64 = 0) { state = seed &+ skipped &* Self.step }

  package mutating func next() -> UInt64 {
    state &+= Self.step
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension RandomNumberGenerator {
  /// Returns a uniformly distributed number from 0 up to but not including 1.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
