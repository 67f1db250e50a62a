/// The part of an error message that suggests a known name in place of an unknown one.
package enum Suggestion {
  /// The quotation marks around the suggested name.
  package enum Quotes: String, Sendable {
    case backticks = "`"
    case doubleQuotes = "\""
    case none = ""
  }

  /// Returns a question such as "did you mean `temperature`?".
  package static func question(_ name: String, in quotes: Quotes = .backticks) -> String {
    "did you mean \(quotes.rawValue)\(name)\(quotes.rawValue)?"
  }

  /// Returns a question about the candidate that is nearest to a name, or another text if none is near.
  package static func question(
    for name: String, among candidates: some Sequence<String>, in quotes: Quotes = .backticks,
    otherwise: @autoclosure () -> String
  ) -> String {
    name.nearest(among: candidates).map { question($0, in: quotes) } ?? otherwise()
  }

  /// Returns the end of a sentence, such as "; did you mean `temperature`?", or an empty text without a name.
  package static func clause(_ name: String?, in quotes: Quotes = .backticks) -> String {
    name.map { "; " + question($0, in: quotes) } ?? ""
  }
}

extension String {
  /// Returns the candidate with the smallest edit distance; nil if none is near: if the distance, ignoring case, is more
  /// than a third of the longer name. A name of more than 64 bytes is not compared, so that the work is bounded.
  package func nearest(among candidates: some Sequence<String>) -> String? {
    candidates.lazy.compactMap { name in distance(to: name).map { (name, $0) } }.min { $0.1 < $1.1 }?.0
  }

  /// Returns the edit distance to a name; nil if it is not near.
  package func distance(to name: String) -> Int? {
    guard utf8.count <= 64 else { return nil }
    let (typed, known) = (Array(lowercased().utf8), Array(name.lowercased().utf8))
    let allowed = max(typed.count, known.count) / 3
    guard abs(typed.count - known.count) <= allowed else { return nil }
    let distance = editDistance(typed, known)
    return distance <= allowed ? distance : nil
  }
}

/// Returns the optimal string alignment distance: Levenshtein's, with swapped neighbours as one edit. The time is
/// proportional to the product of both lengths, so callers bound them.
package func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...right.count)
  for (row, leftByte) in left.enumerated() {
    var current = [row + 1]
    for (column, rightByte) in right.enumerated() {
      var cost = min(previous[column + 1] + 1, current[column] + 1)
      cost = min(cost, previous[column] + (leftByte == rightByte ? 0 : 1))
      if row > 0, column > 0, leftByte == right[column - 1], left[row - 1] == rightByte {
        cost = min(cost, beforePrevious[column - 1] + 1)
      }
      current.append(cost)
    }
    (beforePrevious, previous) = (previous, current)
  }
  return previous[right.count]
}
