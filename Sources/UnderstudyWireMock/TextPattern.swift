import UnderstudyJSON

/// A pattern for a text: a URL, a header, a query parameter, a body or a value in it.
enum TextPattern: Sendable {
  case equalTo(String)
  case equalToIgnoringCase(String)
  case contains(String)
  case matches(RegularExpression)
  case doesNotMatch(RegularExpression)
  case absent
  /// WireMock's name for two methods.
  case getOrHead

  static let getOrHeadName = "GET_OR_HEAD"

  /// - Parameter values: several if a header or parameter is repeated, of which one must match; none if it is missing.
  func result(for values: [String], _ budget: Budget) -> MatchResult {
    budget.spend(10 + values.reduce(0) { $0 + $1.utf8.count } * stepsPerKilobyte / 1000)
    return switch self {
    case .absent: MatchResult(values.isEmpty)
    case .doesNotMatch where values.isEmpty: .matches
    case .equalTo(let text): MatchResult(values.contains { $0.hasSameScalars(as: text) })
    case .equalToIgnoringCase(let text):
      MatchResult(values.contains { $0.lowercased().hasSameScalars(as: text.lowercased()) })
    case .contains(let text): MatchResult(values.contains { $0.containsScalars(of: text, budget) })
    case .matches(let expression): expression.any(of: values, is: .matches, budget)
    case .doesNotMatch(let expression): expression.any(of: values, is: .differs, budget)
    case .getOrHead: MatchResult(values.contains { $0 == "GET" || $0 == "HEAD" })
    }
  }

  /// The steps for comparing whole values. `contains` and expressions spend the rest of theirs while they compare.
  private var stepsPerKilobyte: Int {
    switch self {
    case .equalTo, .contains, .absent, .getOrHead: 10
    case .matches, .doesNotMatch: 300
    case .equalToIgnoringCase: 3000
    }
  }

  /// Returns the distance of the nearest value if none matches. As in WireMock, only equality has some between 0 and 1.
  func distance(to values: [String], _ budget: Budget) -> Double {
    // The most that an edit distance takes.
    budget.spend(values.reduce(0) { $0 + 10_000 + $1.utf8.count })
    return switch self {
    case .equalTo(let text): values.map { text.editShare(to: $0) }.min() ?? 1
    case .equalToIgnoringCase(let text):
      values.map { text.lowercased().editShare(to: $0.lowercased()) }.min() ?? 1
    default: 1
    }
  }

  /// The name and operand of the matcher in JSON.
  var nameAndOperand: (name: String, operand: JSON) {
    switch self {
    case .equalTo(let text), .equalToIgnoringCase(let text): ("equalTo", .string(text))
    case .contains(let text): ("contains", .string(text))
    case .matches(let expression): ("matches", .string(expression.pattern))
    case .doesNotMatch(let expression): ("doesNotMatch", .string(expression.pattern))
    case .absent: ("absent", true)
    case .getOrHead: ("equalTo", .string(Self.getOrHeadName))
    }
  }
}

extension String {
  /// Whether the other text occurs in this one, byte for byte.
  ///
  /// The Knuth-Morris-Pratt algorithm, because a client chooses both texts. It finds 500 KB of `a` and a `b` in 1 MB of
  /// `a` in 0.1 s. A search that starts again at each byte compares 2.5 · 10¹¹ bytes; the library's `contains` takes 2 s.
  func containsScalars(of other: String, _ budget: Budget) -> Bool {
    let part = Array(other.utf8)
    let fallback = borders(of: part)
    var matched = 0
    var visited = part.count
    defer { budget.spend(visited / 3) }
    return part.isEmpty
      || utf8.contains { byte in
        visited += 1
        while matched > 0, part[matched] != byte { matched = fallback[matched - 1] }
        if part[matched] == byte { matched += 1 }
        return matched == part.count
      }
  }

  /// Returns the edit distance to another text as a share of the longer one: from 0, equal, to 1.
  ///
  /// Edit distance takes the product of both lengths: 0.1 ms for 128 bytes, 0.5 s for 10 KB. So the common prefix and
  /// suffix are left out, and a longer rest counts as edited completely.
  func editShare(to other: String) -> Double {
    let (left, right) = (Array(utf8), Array(other.utf8))
    let longest = max(left.count, right.count)
    guard longest > 0 else { return 0 }
    let start = zip(left, right).prefix { $0 == $1 }.count
    let (leftRest, rightRest) = (left[start...], right[start...])
    let end = zip(leftRest.reversed(), rightRest.reversed()).prefix { $0 == $1 }.count
    let (leftPart, rightPart) = (leftRest.dropLast(end), rightRest.dropLast(end))
    let most = max(leftPart.count, rightPart.count)
    let edits = most <= 128 ? editDistance(Array(leftPart), Array(rightPart)) : most
    return Double(edits) / Double(longest)
  }
}

/// Returns, for each prefix of the text, the length of its longest border: a shorter prefix that it also ends with.
private func borders(of text: [UInt8]) -> [Int] {
  var borders: [Int] = []
  var length = 0
  for (offset, byte) in text.enumerated() {
    while length > 0, text[length] != byte { length = borders[length - 1] }
    if offset > 0, text[length] == byte { length += 1 }
    borders.append(length)
  }
  return borders
}
