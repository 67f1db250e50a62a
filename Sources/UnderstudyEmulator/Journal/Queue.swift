/// First in, first out, in constant time.
struct Queue<Element> {
  private var elements: [Element?] = []
  private var head = 0

  var count: Int { elements.count - head }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard head < elements.count else { return nil }
    defer {
      elements[head] = nil
      head += 1
      // Half of the memory at most is for what is gone.
      if head * 2 > elements.count {
        elements.removeFirst(head)
        head = 0
      }
    }
    return elements[head]
  }

  /// Takes elements out, in their order.
  mutating func take(where isTaken: (Element) -> Bool) -> [Element] {
    var (kept, taken): ([Element?], [Element]) = ([], [])
    for case let element? in elements[head...] {
      if isTaken(element) { taken.append(element) } else { kept.append(element) }
    }
    (elements, head) = (kept, 0)
    return taken
  }

  func filter(_ isIncluded: (Element) -> Bool) -> [Element] {
    elements[head...].compactMap { $0.flatMap { isIncluded($0) ? $0 : nil } }
  }
}
