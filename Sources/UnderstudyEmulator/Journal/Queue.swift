/// A first-in, first-out collection. Appending and removing the first element take amortized constant time.
struct Queue<Element> {
  private var elements: [Element?] = []
  private var head = 0

  var count: Int { elements.count - head }
  var isEmpty: Bool { count == 0 }
  var first: Element? { head < elements.count ? elements[head] : nil }
  var last: Element? { head < elements.count ? elements[elements.count - 1] : nil }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard head < elements.count else { return nil }
    defer {
      elements[head] = nil
      head += 1
      // At most half of the slots are unused.
      if head * 2 > elements.count {
        elements.removeFirst(head)
        head = 0
      }
    }
    return elements[head]
  }

  mutating func popLast() -> Element? { head < elements.count ? elements.removeLast() : nil }

  /// Removes elements and returns them, in their order.
  mutating func removeAll(where isRemoved: (Element) -> Bool) -> [Element] {
    var (kept, removed): ([Element?], [Element]) = ([], [])
    for case let element? in elements[head...] {
      if isRemoved(element) { removed.append(element) } else { kept.append(element) }
    }
    (elements, head) = (kept, 0)
    return removed
  }

  /// Returns the last element that meets a condition. Searched from the end, because the latest elements are the likely ones.
  func last(where isSought: (Element) -> Bool) -> Element? {
    lastIndex(where: isSought).flatMap { elements[$0] }
  }

  /// Replaces the last element that meets a condition.
  /// - Returns: whether there was one.
  mutating func replaceLast(where isSought: (Element) -> Bool, with element: Element) -> Bool {
    guard let index = lastIndex(where: isSought) else { return false }
    elements[index] = element
    return true
  }

  /// Removes the last element that meets a condition.
  mutating func removeLast(where isRemoved: (Element) -> Bool) -> Element? {
    lastIndex(where: isRemoved).flatMap { elements.remove(at: $0) }
  }

  private func lastIndex(where isSought: (Element) -> Bool) -> Int? {
    elements[head...].lastIndex { $0.map(isSought) ?? false }
  }

  func filter(_ isIncluded: (Element) -> Bool) -> [Element] {
    elements[head...].compactMap { $0.flatMap { isIncluded($0) ? $0 : nil } }
  }
}
