import Foundation

/// A regular expression as the engine compiled it, which must match from the first to the last character.
///
/// The engine keeps the stack on which it backtracks, up to 16 MB after one long value, as long as the compiled expression
/// exists. It does not say how large the stack is, so that an upper bound stands for it.
final class CompiledExpression: Sendable {
  let engine: NSRegularExpression
  /// An upper bound of the memory besides the stack, in bytes.
  let fixedBytes: Int
  /// About the work of compiling, in steps of a ``Budget``.
  let compilingSteps: Int
  /// The number of characters that may let the engine come back to a place.
  private let choices: Int
  private let bytesPerFrame: Int
  /// A counted repetition comes back to one place of a value many times.
  private let repeatsAtOnePlace: Bool

  /// The engine reports progress after it has saved so many places to come back to.
  private static let framesPerReport = 10_000
  /// The engine gives up a value that needs more.
  private static let maximumStackBytes = 16 << 20

  /// - Returns: nil if the pattern is not a regular expression.
  init?(_ pattern: String) {
    let options = NSRegularExpression.Options.dotMatchesLineSeparators
    guard let engine = try? NSRegularExpression(pattern: "(?:\(pattern))\\z", options: options) else { return nil }
    self.engine = engine
    choices = 1 + pattern.utf8.count { $0.isChoice }
    // Each group has two positions and a former one, each loop a number and a position. The stack grows by doubling.
    bytesPerFrame = 2 * MemoryLayout<Int>.size * (4 + 3 * engine.numberOfCaptureGroups + 2 * choices)
    repeatsAtOnePlace = pattern.utf8.contains(UInt8(ascii: "{"))
    let length = pattern.utf8.count
    // `[\p{L}]` is compiled to a set of 6 KB in 150 µs, other characters to a few bytes in less than a microsecond.
    let mayHaveLargeSets = pattern.utf8.contains(UInt8(ascii: "[")) && pattern.utf8.contains { $0.isEscapeOrColon }
    fixedBytes = 4096 + length * (mayHaveLargeSets ? 1024 : 32)
    compilingSteps = 1000 + length * (mayHaveLargeSets || pattern.contains("\\p") ? 3000 : 30)
  }

  /// Returns an upper bound of the memory that is kept after a comparison, in bytes.
  /// - Parameters:
  ///   - length: The length of the longest value, in bytes.
  ///   - reported: Whether the engine has reported progress.
  func bytes(afterValueOf length: Int, reported: Bool) -> Int {
    guard !reported else { return fixedBytes + Self.maximumStackBytes }
    // Multiplied without overflow: a pattern has at most 10,000 bytes.
    let frames =
      repeatsAtOnePlace ? Self.framesPerReport : min(Self.framesPerReport, min(length + 1, 100_000) * choices)
    return fixedBytes + min(Self.maximumStackBytes, frames * bytesPerFrame)
  }
}

extension UInt8 {
  fileprivate var isChoice: Bool {
    switch self {
    case UInt8(ascii: "|"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"): true
    default: false
    }
  }

  fileprivate var isEscapeOrColon: Bool { self == UInt8(ascii: "\\") || self == UInt8(ascii: ":") }
}
