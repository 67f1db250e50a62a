import UnderstudyJSON

extension String {
  /// Which share of the longer text would have to be edited to get the other one: from 0, the same, to 1.
  ///
  /// Edit distance takes the product of both lengths, and these texts are clients' bodies: what two texts have in
  /// common at both ends is left out, and of what is between, beyond 128 bytes, all counts as edited.
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
