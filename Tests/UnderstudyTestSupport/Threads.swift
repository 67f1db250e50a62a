import Foundation
import Synchronization

/// Threads that run the same at once, however few processors there are.
package enum Threads {
  /// Calls `body` with 0, 1, 2, … on so many threads, and waits for all of them.
  /// - Throws: what the first of them threw that failed.
  package static func run(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
    let (failures, group) = (Gathering<any Error>(), DispatchGroup())
    for number in 0..<count {
      group.enter()
      Thread.detachNewThread {
        do { try body(number) } catch { failures.add(error) }
        group.leave()
      }
    }
    group.wait()
    if let first = failures.all.first { throw first }
  }
}

/// What several threads gather.
package final class Gathering<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])

  package init() {}

  package var all: [Element] { elements.withLock { $0 } }

  package func add(_ element: Element) { elements.withLock { $0.append(element) } }
}
