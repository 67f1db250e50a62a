import Testing
import UnderstudyServer
import UnderstudyTestSupport

@Suite("Elements with deadlines", .waits) struct DeadlineQueueTests {
  private let start = ContinuousClock.now

  private func queue(_ deadlines: [Int]) -> DeadlineQueue<Int> {
    var queue = DeadlineQueue<Int>()
    for (key, deadline) in deadlines.enumerated() {
      queue.insert(key, for: CInt(key), until: start + .milliseconds(deadline))
    }
    return queue
  }

  private func due(_ queue: inout DeadlineQueue<Int>, at milliseconds: Int) -> [Int] {
    var elements: [Int] = []
    while let element = queue.removeFirst(dueAt: start + .milliseconds(milliseconds)) { elements.append(element) }
    return elements
  }

  @Test func `They are due in the order of their deadlines, and of their insertion if those are equal`() {
    var queue = queue([5, 3, 9, 3, 1, 9])
    #expect(queue.nextDeadline() == start + .milliseconds(1))
    #expect(due(&queue, at: 0) == [])
    #expect(due(&queue, at: 5) == [4, 1, 3, 0])
    #expect(due(&queue, at: 100) == [2, 5])
    #expect(queue.isEmpty && queue.nextDeadline() == nil)
  }

  @Test func `One that is inserted again is due at its new deadline alone`() {
    var queue = queue([5, 6, 7])
    queue.insert(10, for: 2, until: start)
    queue.insert(11, for: 0, until: start + .milliseconds(8))
    #expect(due(&queue, at: 7) == [10, 1])
    #expect(due(&queue, at: 8) == [11])
  }

  @Test func `One that is removed is never due`() {
    var queue = queue([1, 2, 3])
    queue[0] = nil
    #expect(queue.nextDeadline() == start + .milliseconds(2))
    #expect(queue[0] == nil && queue[1] == 1)
    #expect(due(&queue, at: 3) == [1, 2])
  }

  @Test func `Whatever is inserted and removed, it is as if it were sorted`() {
    var generator = SystemRandomNumberGenerator()
    var queue = DeadlineQueue<Int>()
    var expected: [CInt: (deadline: Int, number: Int)] = [:]
    for number in 1...5000 {
      let (key, deadline) = (
        CInt.random(in: 0..<50, using: &generator), Int.random(in: 0..<1000, using: &generator)
      )
      switch number % 3 {
      case 0:
        queue[key] = nil
        expected[key] = nil
      default:
        queue.insert(number, for: key, until: start + .milliseconds(deadline))
        expected[key] = (deadline, number)
      }
      #expect(queue.nextDeadline() == expected.values.map(\.deadline).min().map { start + .milliseconds($0) })
    }
    #expect(due(&queue, at: 1000) == expected.values.sorted(by: <).map(\.number))
  }

  @Test("Very many early ends take no time to speak of", .ends)
  func many() {
    let most = ExternalProgram.isRequired ? 100_000 : 20_000
    var queue = DeadlineQueue<Int>()
    for key in 0..<most { queue.insert(key, for: CInt(key), until: start + .seconds(3600)) }
    for key in (0..<most).reversed() { queue.insert(key, for: CInt(key), until: start) }
    var count = 0
    while queue.removeFirst(dueAt: start) != nil { count += 1 }
    #expect(count == most)
  }
}
