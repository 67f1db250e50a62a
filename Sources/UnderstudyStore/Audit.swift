import GRDB
import UnderstudyJSON

/// A change of a value whose changes are recorded.
package struct AuditEntry: Sendable, Equatable {
  package let field: String
  package let before: JSON
  package let after: JSON
  /// ISO 8601 in UTC.
  package let time: String
  /// Whose change it was, masked; nil where no credential was sent.
  package let credential: String?

  package init(field: String, before: JSON, after: JSON, time: String, credential: String?) {
    self.field = field
    self.before = before
    self.after = after
    self.time = time
    self.credential = credential
  }
}

/// One entry, and the agent that it is about.
package struct AuditRecord: Sendable, Equatable {
  package let collection: String
  package let id: String
  package let entry: AuditEntry
}

extension AgentStore {
  /// What was recorded in a sandbox, oldest first.
  package func audit(in sandbox: SandboxID) throws(StoreError) -> [AuditRecord] {
    try reading { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM audit WHERE sandbox = ? AND generation = ? ORDER BY sequence
          """, arguments: [sandbox.name, sandbox.generation])
      return try rows.map { row in
        AuditRecord(
          collection: row["collection"], id: row["id"],
          entry: AuditEntry(
            field: row["field"], before: try JSON(reading: Array((row["before"] as String).utf8)),
            after: try JSON(reading: Array((row["after"] as String).utf8)), time: row["time"],
            credential: row["credential"]))
      }
    }
  }
}
