import Synchronization

/// Whether a server takes requests, for those who ask whether it is ready.
final class Serving: Sendable {
  private let state = Atomic(true)

  var isOn: Bool { state.load(ordering: .relaxed) }

  func end() { state.store(false, ordering: .relaxed) }
}
