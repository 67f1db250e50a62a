import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore

extension AdminRoute {
  static let changes = [
    AdminRoute(
      "GET", "/changes", "The effect of each accepted request that changed an agent, as JSON Patch",
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
  /// Returns the effects of accepted requests, newest first.
  fileprivate func changes() throws -> Reply {
    let (collection, id) = (query("collection"), query("id"))
    if let collection { try knownCollection(collection) }
    let kind = try query("kind").map { text throws(AdminError) in
      guard let kind = AgentChange.Kind(rawValue: text) else {
        throw AdminError(
          400, title: "Unknown kind of change", detail: "`kind` must be created, updated or deleted")
      }
      return kind
    }
    let found = journal.changes(of: sandbox.generation).reversed().filter { entry in
      (kind.map { $0 == entry.changeKind } ?? true)
        && (collection.map { $0 == entry.surface?.resource.id } ?? true)
        && (id.map { entry.surface?.resource.canonicalID($0) == entry.agentID } ?? true)
    }
    let shown = found.prefix(try count("limit") ?? .max)
    let evicted = journal.evictions(of: sandbox.generation)
    return .json([
      "changes": .array(shown.map(\.changeDocument)),
      "meta": ["total": .number(Number(found.count)), "evicted": .number(Number(evicted))],
    ])
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
  fileprivate var changeDocument: JSON {
    [
      "requestId": .string(id),
      "time": .string(time.text),
      "endpoint": surface.map { .string($0.id) } ?? .null,
      "collection": surface.map { .string($0.resource.id) } ?? .null,
      "id": agentID.map(JSON.string) ?? .null,
      "kind": changeKind.map { .string($0.rawValue) } ?? .null,
      "patch": .array(change.map { JSON.patch(from: $0.before, to: $0.after).map(\.json) } ?? []),
      "ignored": .array(warnings.filter(\.isIgnored).map { .string($0.path.pointer) }),
      "warnings": .array(warnings.map { .string($0.message) }),
      "assumptions": .array(assumptions.map(JSON.string)),
    ]
  }
}
