/// Elements by the number of their socket, each with a deadline.
///
/// Inserting and removing takes logarithmic time, whatever the deadline: the heap keeps what was removed until it
/// comes first, or makes up half of it.
package struct DeadlineQueue<Element> {
  private struct Item {
    let deadline: ContinuousClock.Instant
    /// Counts insertions; of two with the same deadline the earlier one comes first.
    let number: Int
    let key: CInt

    static func < (left: Item, right: Item) -> Bool {
      (left.deadline, left.number) < (right.deadline, right.number)
    }
  }

  private var heap: [Item] = []
  private var current: [CInt: (element: Element, item: Item)] = [:]
  private var insertions = 0

  package init() {}

  package var isEmpty: Bool { current.isEmpty }

  package subscript(key: CInt) -> Element? {
    get { current[key]?.element }
    set {
      if let newValue { current[key]?.element = newValue } else { current[key] = nil }
    }
  }

  /// Inserts an element; one with the same key is replaced.
  package mutating func insert(_ element: Element, for key: CInt, until deadline: ContinuousClock.Instant) {
    // A sorted array is a heap.
    if heap.count > 64, heap.count >= 2 * current.count { heap = current.values.map(\.item).sorted(by: <) }
    insertions += 1
    let item = Item(deadline: deadline, number: insertions, key: key)
    current[key] = (element, item)
    heap.append(item)
    var index = heap.count - 1
    while index > 0, heap[index] < heap[(index - 1) / 2] {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  package mutating func nextDeadline() -> ContinuousClock.Instant? {
    while let first = heap.first {
      if current[first.key]?.item.number == first.number { return first.deadline }
      removeFirst()
    }
    return nil
  }

  /// Removes and returns the first element, if its deadline is not later than this time.
  package mutating func removeFirst(dueAt time: ContinuousClock.Instant) -> Element? {
    guard let deadline = nextDeadline(), deadline <= time, let key = heap.first?.key else { return nil }
    removeFirst()
    return current.removeValue(forKey: key)?.element
  }

  private mutating func removeFirst() {
    guard let last = heap.popLast(), !heap.isEmpty else { return }
    heap[0] = last
    var index = 0
    while 2 * index + 1 < heap.count {
      var child = 2 * index + 1
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < heap[index] else { return }
      heap.swapAt(index, child)
      index = child
    }
  }
}
