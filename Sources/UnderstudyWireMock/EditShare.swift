import UnderstudyJSON

extension String {
  /// Returns the edit distance to another text as a share of the longer one: from 0, equal, to 1.
  ///
  /// Edit distance takes time in proportion to the product of both lengths: 0.1 ms for 128 bytes, 0.5 s for 10 KB. So
  /// the common prefix and suffix are left out, and a longer rest counts as edited completely.
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
