/// A maximum matching between the elements of two lists: as many pairs as possible, each element in at most one.
///
/// Taking the first partner that fits is not enough: `{}` may take the only partner that fits `{"x":1}`. So partners are
/// exchanged along augmenting paths, which are searched breadth first, without recursion.
struct BipartiteMatching {
  /// For each right element its left partner.
  private var lefts: [Int?]
  /// For each left element its right partner.
  private var rights: [Int?]
  private let budget: Budget

  init(leftCount: Int, rightCount: Int, _ budget: Budget) {
    lefts = Array(repeating: nil, count: rightCount)
    rights = Array(repeating: nil, count: leftCount)
    self.budget = budget
  }

  /// The positions without a partner, in either list.
  var unpaired: (left: [Int], right: [Int]) {
    (rights.indices.filter { rights[$0] == nil }, lefts.indices.filter { lefts[$0] == nil })
  }

  /// Pairs elements until the budget is exhausted.
  /// - Parameter fits: whether a left and a right element may be partners.
  mutating func pair(_ fits: (_ left: Int, _ right: Int) -> Bool) {
    for left in rights.indices where !budget.isExhausted { findPartner(for: left, fits) }
  }

  private mutating func findPartner(for start: Int, _ fits: (Int, Int) -> Bool) {
    /// For each right element on a path, the left element before it.
    var predecessors: [Int: Int] = [:]
    var queue = [start]
    var next = 0
    while next < queue.count {
      let left = queue[next]
      next += 1
      for offset in lefts.indices {
        // Starts at the same position, so that lists in the same order are paired in one pass.
        let right = (left + offset) % lefts.count
        budget.spend(JSONComparison.stepsPerValue)
        guard !budget.isExhausted else { return }
        guard predecessors[right] == nil, fits(left, right) else { continue }
        predecessors[right] = left
        guard let partner = lefts[right] else { return exchange(right, left, predecessors) }
        queue.append(partner)
      }
    }
  }

  /// Pairs the elements along a path that ends at an unpaired right element.
  private mutating func exchange(_ right: Int, _ left: Int, _ predecessors: [Int: Int]) {
    var (right, left) = (right, left)
    while true {
      let released = rights[left]
      (lefts[right], rights[left]) = (left, right)
      guard let released, let predecessor = predecessors[released] else { return }
      (right, left) = (released, predecessor)
    }
  }
}
