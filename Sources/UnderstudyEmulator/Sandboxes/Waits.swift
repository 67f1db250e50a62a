import UnderstudyHTTP
import UnderstudyServer

/// The answers that wait. They are forgotten when they have been sent, a few at a time.
struct Waits: Sendable {
  private struct Weak: Sendable {
    weak let wait: DeferredResponse?
  }

  private var waits: [Weak] = []
  private var roomBeforeSearch = 64

  var count: Int { waits.count { $0.wait != nil } }

  mutating func add(_ wait: DeferredResponse) {
    if waits.count >= roomBeforeSearch {
      waits.removeAll { $0.wait == nil }
      roomBeforeSearch = max(64, waits.count * 2)
    }
    waits.append(Weak(wait: wait))
  }

  mutating func takeAll() -> [DeferredResponse] {
    defer { waits = [] }
    return waits.compactMap(\.wait)
  }
}
