/// Whether something that happens only sometimes happens, repeatably: the same seed gives the same sequence in
/// every process and on every machine.
package struct Chance: Sendable, Equatable {
  /// From 0, never, to 1, always.
  package let probability: Double
  package let seed: UInt64

  package init(probability: Double, seed: UInt64) {
    self.probability = probability
    self.seed = seed
  }

  /// - Parameter time: how often it was asked before, from 0. Answers do not depend on the order of the questions.
  package func happens(time: UInt64) -> Bool {
    var numbers = SplitMix64(seed: seed, skipping: time)
    return Double(numbers.next() >> 11) * 0x1p-53 < probability
  }
}

/// Steele, Lea and Flood's generator: small, and any place in its sequence is reached at once. Not for secrets.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64
  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// - Parameter skipped: how many numbers to leave out.
  package init(seed: UInt64, skipping skipped: UInt64 = 0) { state = seed &+ skipped &* Self.step }

  package mutating func next() -> UInt64 {
    state &+= Self.step
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
