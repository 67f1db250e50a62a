import UnderstudyServer

/// The deferred responses of a sandbox, held weakly: those that have been sent are removed from time to time.
struct DeferredResponses: Sendable {
  private struct Reference: Sendable {
    weak let response: DeferredResponse?
  }

  private var references: [Reference] = []
  private var sizeBeforeRemoval = 64

  var count: Int { references.count { $0.response != nil } }

  mutating func add(_ response: DeferredResponse) {
    if references.count >= sizeBeforeRemoval {
      references.removeAll { $0.response == nil }
      sizeBeforeRemoval = max(64, references.count * 2)
    }
    references.append(Reference(response: response))
  }

  mutating func removeAll() -> [DeferredResponse] {
    defer { references = [] }
    return references.compactMap(\.response)
  }
}
