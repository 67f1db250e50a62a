import Synchronization

/// Whether a server accepts requests, for its readiness check.
final class Availability: Sendable {
  private let state = Atomic(true)

  var isServing: Bool { state.load(ordering: .relaxed) }

  func end() { state.store(false, ordering: .relaxed) }
}
