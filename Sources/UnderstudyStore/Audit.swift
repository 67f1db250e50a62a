import GRDB
import UnderstudyJSON

/// One change of an audited value.
package struct AuditEntry: Sendable, Equatable {
  package let field: String
  package let before: JSON
  package let after: JSON
  /// ISO 8601 in UTC.
  package let time: String
  /// The masked credential of the change; nil if none was sent.
  package let credential: String?

  package init(field: String, before: JSON, after: JSON, time: String, credential: String?) {
    self.field = field
    self.before = before
    self.after = after
    self.time = time
    self.credential = credential
  }
}

/// An audit entry, and the agent that it is about.
package struct AuditRecord: Sendable, Equatable {
  package let collection: String
  package let id: String
  package let entry: AuditEntry
}

extension AgentStore {
  /// Returns the audit records of a sandbox, oldest first.
  ///
  /// The store is locked for one portion at a time.
  /// - Throws: ``StoreError`` if SQLite fails, or if the sandbox has been reset.
  package func audit(in sandbox: SandboxID) throws(StoreError) -> [AuditRecord] {
    var records: [AuditRecord] = []
    var portion = try auditRows(in: sandbox, after: 0)
    while let last = portion.last {
      for row in portion { records.append(try row.record()) }
      portion = try auditRows(in: sandbox, after: last.sequence)
    }
    return records
  }

  /// A row as it is in the database.
  private struct AuditRow {
    let sequence: Int
    let collection, id, field, before, after, time: String
    let credential: String?

    init(_ row: Row) throws {
      sequence = try row.integer("sequence")
      (collection, id, field) = (try row.text("collection"), try row.text("id"), try row.text("field"))
      (before, after) = (try row.text("before"), try row.text("after"))
      (time, credential) = (try row.text("time"), try row.optionalText("credential"))
    }

    func record() throws(StoreError) -> AuditRecord {
      do throws(ReadError) {
        let (before, after) = (try JSON(reading: Array(before.utf8)), try JSON(reading: Array(after.utf8)))
        return AuditRecord(
          collection: collection, id: id,
          entry: AuditEntry(field: field, before: before, after: after, time: time, credential: credential))
      } catch {
        throw StoreError(reason: "the audit record \(sequence) is damaged: \(error)")
      }
    }
  }

  private func auditRows(in sandbox: SandboxID, after sequence: Int) throws(StoreError) -> [AuditRow] {
    try reading { db, generations in
      guard generations.isCurrent(sandbox) else { throw StoreError.superseded }
      return try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM audit WHERE sandbox = ? AND generation = ? AND sequence > ? ORDER BY sequence LIMIT ?
          """, arguments: [sandbox.name, sandbox.generation, sequence, Self.portion.rows]
      ).map(AuditRow.init)
    }
  }
}
