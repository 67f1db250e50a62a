/// Pairs as many elements of one list with elements of another as can be, each at most once.
///
/// Taking the first that fits is not enough where one element fits several: `{}` may take the only partner that
/// `{"x":1}` has. So whoever has taken one is asked to take another (augmenting paths, searched breadth first, so
/// that long lists need no deep recursion).
struct Pairing {
  private(set) var workLeft: Int
  /// For each element of the right list its partner in the left one, and the other way round.
  private var lefts: [Int?]
  private var rights: [Int?]

  init(_ leftCount: Int, _ rightCount: Int, workLeft: Int) {
    self.workLeft = workLeft
    lefts = Array(repeating: nil, count: rightCount)
    rights = Array(repeating: nil, count: leftCount)
  }

  /// The positions without a partner, in either list.
  var unpaired: (left: [Int], right: [Int]) {
    (rights.indices.filter { rights[$0] == nil }, lefts.indices.filter { lefts[$0] == nil })
  }

  /// - Parameter fits: whether a left and a right element may be partners; takes from the work left.
  mutating func pair(_ fits: (_ left: Int, _ right: Int, _ workLeft: inout Int) -> Bool) {
    for left in rights.indices where workLeft >= 0 { findPartner(for: left, fits) }
  }

  private mutating func findPartner(for start: Int, _ fits: (Int, Int, inout Int) -> Bool) {
    /// For each right element that was reached, which left element reached for it.
    var reachedBy: [Int: Int] = [:]
    var asked = [start]
    var next = 0
    while next < asked.count {
      let left = asked[next]
      next += 1
      for offset in lefts.indices {
        // From the same position on: lists in the same order are paired in one pass.
        let right = (left + offset) % lefts.count
        workLeft -= 1
        guard workLeft >= 0 else { return }
        guard reachedBy[right] == nil, fits(left, right, &workLeft) else { continue }
        reachedBy[right] = left
        guard let holder = lefts[right] else { return hand(right, to: left, reachedBy) }
        asked.append(holder)
      }
    }
  }

  /// Everyone along the way takes what they reached for; what they had goes to who reached for that.
  private mutating func hand(_ right: Int, to left: Int, _ reachedBy: [Int: Int]) {
    var (right, left) = (right, left)
    while true {
      let released = rights[left]
      (lefts[right], rights[left]) = (left, right)
      guard let released, let reacher = reachedBy[released] else { return }
      (right, left) = (released, reacher)
    }
  }
}
