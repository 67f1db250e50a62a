import Testing
import UnderstudyHTTP
import UnderstudyStore
import UnderstudyTestSupport

@testable import UnderstudyEmulator

@Suite("The memory of the journal") struct JournalMemoryTests {
  private struct Kept {
    weak var entry: JournalEntry?
  }

  /// How all requests of a sandbox are removed.
  enum Removal: CaseIterable { case clearing, resetting, removing }

  private static func fresh() throws -> FreshEmulator {
    var limits = Journal.Limits()
    limits.bytes = 4 << 20
    return try FreshEmulator(journal: Journal(limits))
  }

  private func send(_ bytes: Int, to sandbox: Sandbox, of fresh: FreshEmulator) -> Kept {
    let body = [UInt8](repeating: UInt8(ascii: "x"), count: bytes)
    let target = "\(Request.sandboxPrefix)\(sandbox.name)/nowhere"
    _ = fresh.answer(Request(method: "PUT", target: target, body: .complete(body)))
    return Kept(entry: fresh.emulator.sandboxes.journal.entries(of: sandbox.generation).last)
  }

  private func remove(_ sandbox: Sandbox, _ removal: Removal, from sandboxes: Sandboxes) throws {
    switch removal {
    case .clearing: sandboxes.journal.removeAllEntries(of: sandbox.generation)
    case .resetting: try sandboxes.reset(sandbox)
    case .removing: try sandboxes.remove(sandbox)
    }
  }

  @Test("is within its limit, however fast requests are removed", arguments: Removal.allCases)
  func bounded(_ removal: Removal) throws {
    let fresh = try Self.fresh()
    let sandboxes = fresh.emulator.sandboxes
    var kept: [Kept] = []
    for _ in 1...12 {
      let sandbox = sandboxes[try SandboxName("a")]
      kept.append(send(1 << 20, to: sandbox, of: fresh))
      #expect(kept.last?.entry != nil, "the room was another's")
      try remove(sandbox, removal, from: sandboxes)
      // Four by the limit, and those of the portion that the background is freeing.
      #expect(kept.count { $0.entry != nil } <= 6)
    }
    #expect(until { kept.allSatisfy { $0.entry == nil } }, "nothing else asked for the memory")
    #expect(sandboxes.journal.bytesInMemory == 0)
  }

  @Test("takes room from what was removed before it drops a request", arguments: Removal.allCases)
  func order(_ removal: Removal) throws {
    let fresh = try Self.fresh()
    let sandboxes = fresh.emulator.sandboxes
    let (old, removed) = (sandboxes[try SandboxName("old")], sandboxes[try SandboxName("removed")])
    _ = send(100, to: old, of: fresh)
    for _ in 1...3 { _ = send(1 << 20, to: removed, of: fresh) }
    try remove(removed, removal, from: sandboxes)
    for _ in 1...3 { _ = send(1 << 20, to: old, of: fresh) }
    #expect(sandboxes.journal.entries(of: old.generation).count == 4)
    #expect(sandboxes.journal.evictions(of: old.generation) == 0)
  }
}
