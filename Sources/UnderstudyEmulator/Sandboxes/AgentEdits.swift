import Foundation
import Synchronization
import UnderstudyJSON

/// The latest changes of agents by calls of the control plane, over all sandboxes, in memory. The oldest is removed first.
///
/// Changes by vendors' requests are in the journal.
package final class AgentEdits: Sendable {
  package struct Edit: Sendable {
    package enum Kind: String, Sendable { case edited, restored }

    /// In the order of all changes of agents; see ``AgentChange/number``.
    package let number = AgentChange.nextNumber()
    package let kind: Kind
    /// By the sandbox's clock.
    package let time: Date
    /// Nil for all agents of the sandbox.
    package let agent: (collection: String, id: String)?
    /// The snapshot that was restored; nil for a change of one agent.
    package let snapshot: String?
    /// Nil if there was no agent, and for a snapshot.
    package let before: Members?
    /// Nil if there is none any more, and for a snapshot.
    package let after: Members?
    fileprivate let generation: SandboxGeneration
    fileprivate let bytes: Int
  }

  /// The most edits, and about the memory that they may take together, in bytes.
  package static let maximum = (count: 1000, bytes: 16 << 20)

  private struct State {
    var edits = Queue<Edit>()
    var bytes = 0
  }

  private let state = Mutex(State())

  /// Returns the edits of a sandbox, oldest first.
  package func edits(of sandbox: Sandbox) -> [Edit] {
    let generation = sandbox.generation
    return state.withLock { $0.edits.filter { $0.generation == generation } }
  }

  /// Adds the change of one agent.
  package func add(
    _ kind: Edit.Kind, in sandbox: Sandbox, _ agent: (collection: String, id: String), before: Members?,
    after: Members?
  ) {
    add(
      Edit(
        kind: kind, time: sandbox.clock.date, agent: agent, snapshot: nil, before: before, after: after,
        generation: sandbox.generation, bytes: 512 + (before?.footprint ?? 0) + (after?.footprint ?? 0)))
  }

  /// Adds the restoration of a snapshot.
  package func add(restorationOf snapshot: String, in sandbox: Sandbox) {
    add(
      Edit(
        kind: .restored, time: sandbox.clock.date, agent: nil, snapshot: snapshot, before: nil, after: nil,
        generation: sandbox.generation, bytes: 512))
  }

  private func add(_ edit: Edit) {
    // Freed outside of the lock.
    let removed = state.withLock { state -> [Edit] in
      state.edits.append(edit)
      state.bytes += edit.bytes
      var removed: [Edit] = []
      while state.edits.count > Self.maximum.count || state.bytes > Self.maximum.bytes,
        let oldest = state.edits.popFirst()
      {
        state.bytes -= oldest.bytes
        removed.append(oldest)
      }
      return removed
    }
    withExtendedLifetime(removed) {}
  }
}
