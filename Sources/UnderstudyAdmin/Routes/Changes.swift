import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension AdminRoute {
  static let changes = [
    AdminRoute(
      "GET", "/changes",
      "Each change of an agent, newest first: by accepted requests, as JSON Patch too, and by the control plane",
      query: ["collection", "id", "kind", "limit"]
    ) { try $0.changes() }
  ]

  static let audit = [
    AdminRoute("GET", "/audit", "The recorded changes of audited fields") { request in
      let records = try request.store.audit(in: request.sandbox.id)
      return .json(["audit": .array(records.map(\.document))])
    }
  ]
}

extension AdminRequest {
  private static let kinds =
    AgentChange.Kind.allCases.map(\.rawValue) + [AgentEdits.Edit.Kind.edited, .restored].map(\.rawValue)

  /// Returns the changes of agents, newest first.
  fileprivate func changes() throws -> Reply {
    let (collection, id, kind) = (query("collection"), query("id"), query("kind"))
    if let collection { try knownCollection(collection) }
    if let kind, !Self.kinds.contains(kind) {
      throw AdminError.invalidParameter("kind", mustBe: "one of \(Self.kinds.joined(separator: ", "))", not: kind)
    }
    let found = history.filter { entry in
      (kind.map { $0 == entry.kind } ?? true) && entry.isAbout(collection, id, emulator.registry.collections)
    }
    let shown = found.prefix(try count("limit") ?? .max)
    let evicted = journal.evictions(of: sandbox.generation)
    return .json([
      "changes": .array(shown.map(\.document)),
      "meta": ["total": .number(Number(found.count)), "evicted": .number(Number(evicted))],
    ])
  }

  /// The changes by requests and by the control plane, newest first.
  private var history: [AgentHistoryEntry] {
    let resources = emulator.registry.collections
    let edits = emulator.sandboxes.edits.edits(of: sandbox).map { edit in
      AgentHistoryEntry(edit, resources.first { $0.id == edit.agent?.collection })
    }
    let requests = journal.changes(of: sandbox.generation).compactMap { entry in
      AgentHistoryEntry(
        entry, name: { emulator.agentName(of: entry) },
        key: { entry.surface.flatMap { emulator.seededToken(of: entry.request, at: $0) } })
    }
    return (requests + edits).sorted { $0.number > $1.number }
  }
}

extension AgentHistoryEntry {
  /// Whether a change concerns an agent. A restored snapshot concerns all.
  fileprivate func isAbout(_ collection: String?, _ id: String?, _ resources: [Resource]) -> Bool {
    guard let agent else { return true }
    if let collection, collection != agent.collection { return false }
    guard let id else { return true }
    return resources.first { $0.id == agent.collection }?.canonicalID(id) == agent.id
  }
}

extension AuditRecord {
  fileprivate var document: JSON {
    [
      "collection": .string(collection), "id": .string(id), "field": .string(entry.field), "before": entry.before,
      "after": entry.after, "time": .string(entry.time), "credential": entry.credential.map(JSON.string) ?? .null,
    ]
  }
}

extension JournalEntry {
  /// The effect of an accepted request, as JSON Patch.
  var changeDocument: Members {
    [
      "requestId": .string(id),
      "time": .string(time.iso8601),
      "endpoint": surface.map { .string($0.id) } ?? .null,
      "collection": surface.map { .string($0.resource.id) } ?? .null,
      "id": agentID.map(JSON.string) ?? .null,
      "kind": changeKind.map { .string($0.rawValue) } ?? .null,
      "patch": .array(change.map { JSON.patch(from: $0.before, to: $0.after).map(\.json) } ?? []),
      "ignored": .array(warnings.filter(\.isIgnored).map { .string($0.path.pointer) }),
      "warnings": .array(warnings.map { .string($0.message) }),
      "warningDetails": .array(warnings.map(\.document)),
      "assumptions": .array(assumptions.map(JSON.string)),
    ]
  }
}
