import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

extension AdminRoute {
  static let changes = [
    AdminRoute(
      "GET", "/changes", "The effect of each accepted update, as JSON Patch", query: ["collection", "id", "limit"],
      AdminRequest.changes)
  ]

  static let audit = [
    AdminRoute("GET", "/audit", "The recorded changes of audited fields", AdminRequest.audit)
  ]
}

extension AdminRequest {
  /// Returns the effects of accepted updates, newest first.
  fileprivate func changes() throws(AdminError) -> Response {
    let (collection, id) = (query("collection"), query("id"))
    if let collection { try knownCollection(collection) }
    let found = journal.changes(of: sandbox.generation).reversed().filter { entry in
      (collection.map { $0 == entry.surface?.resource.id } ?? true)
        && (id.map { entry.surface?.resource.canonicalID($0) == entry.agentID } ?? true)
    }
    let shown = found.prefix(try count("limit") ?? .max)
    return Response(
      status: 200,
      json: [
        "changes": .array(shown.map(\.changeDocument)),
        "meta": [
          "total": .number(Number(found.count)),
          "evicted": .number(Number(journal.evictions(of: sandbox.generation))),
        ],
      ])
  }

  fileprivate func audit() throws(AdminError) -> Response {
    let records = try storing { () throws(StoreError) in try store.audit(in: sandbox.id) }
    let list = records.map { record -> JSON in
      [
        "collection": .string(record.collection), "id": .string(record.id),
        "field": .string(record.entry.field), "before": record.entry.before, "after": record.entry.after,
        "time": .string(record.entry.time), "credential": record.entry.credential.map(JSON.string) ?? .null,
      ]
    }
    return Response(status: 200, json: ["audit": .array(list)])
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
      "patch": .array(change.map { JSON.patch(from: $0.before, to: $0.after).map(\.json) } ?? []),
      "ignored": .array(warnings.map { .string($0.path.pointer) }),
      "warnings": .array(warnings.map { .string($0.message) }),
    ]
  }
}
