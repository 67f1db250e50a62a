import Testing

/// A delay in which some steps of a test must happen. It begins with the attempt.
package struct GrowingDelay {
  private struct IsOver: Error {}

  package let milliseconds: Int
  private let start = ContinuousClock.now

  /// Whether the delay may be over, if the server began it later than the attempt.
  package var mayBeOver: Bool { start.duration(to: .now) >= .milliseconds(milliseconds) }

  /// Ends the attempt if the steps so far may have taken longer than the delay. Call it before their results are judged.
  package func requireTime() throws {
    if mayBeOver { throw IsOver() }
  }

  /// Runs steps that fail if they come too late, and then ends the attempt.
  package func inTime<Value>(_ steps: () throws -> Value) throws -> Value {
    let result = Result { try steps() }
    try requireTime()
    return try result.get()
  }

  /// Makes an attempt, and others with ever longer delays if the machine was too busy for it.
  package static func attempt(from milliseconds: Int = 1000, _ body: (GrowingDelay) throws -> Void) throws {
    var milliseconds = milliseconds
    while true {
      do {
        return try body(GrowingDelay(milliseconds: milliseconds))
      } catch is IsOver {
        try #require(milliseconds < 200_000, "the steps took longer than every delay")
        milliseconds *= 4
      }
    }
  }
}
