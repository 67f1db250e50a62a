import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyVendors

/// One change of an agent, by a vendor's request or by a call of the control plane.
struct AgentHistoryEntry {
  let number: Int
  let kind: String
  /// Nil for all agents of the sandbox.
  let agent: (collection: String, id: String)?
  /// Comparing the records takes time, so that only changes which are shown are compared.
  private let makeDocument: () -> Members

  var document: JSON { .object(makeDocument()) }

  /// - Parameters:
  ///   - name: returns the name of the agent.
  ///   - key: returns the seeded key of the caller.
  init?(_ entry: JournalEntry, name: @escaping () -> String?, key: @escaping () -> String?) {
    guard let number = entry.changeNumber, let kind = entry.changeKind, let change = entry.change else {
      return nil
    }
    self.number = number
    self.kind = kind.rawValue
    agent = entry.surface.map { ($0.resource.id, entry.agentID ?? "") }
    makeDocument = {
      var document = entry.changeDocument
      document["agentName"] = name().map(JSON.string) ?? .null
      document["origin"] = entry.origin.map { .string($0.rawValue) } ?? .null
      document["key"] = key().map(JSON.string) ?? .null
      document.addDifference(change.before, change.after, except: entry.surface?.resource.updatedAt)
      return document
    }
  }

  init(_ edit: AgentEdits.Edit, _ resource: Resource?) {
    number = edit.number
    kind = edit.kind.rawValue
    agent = edit.agent
    makeDocument = { edit.document(resource) }
  }
}

extension AgentEdits.Edit {
  fileprivate func document(_ resource: Resource?) -> Members {
    let (before, after) = (self.before.map(JSON.object) ?? .null, self.after.map(JSON.object) ?? .null)
    var document: Members = [
      "requestId": .null, "time": .string(time.iso8601), "endpoint": .null,
      "collection": agent.map { .string($0.collection) } ?? .null,
      "id": agent.map { .string($0.id) } ?? .null, "kind": .string(kind.rawValue),
      "patch": .array(agent == nil ? [] : JSON.patch(from: before, to: after).map(\.json)),
      "ignored": [], "warnings": [], "warningDetails": [], "assumptions": [],
    ]
    document["agentName"] = resource.flatMap { (self.after ?? self.before)?[$0.nameMember] } ?? .null
    document["origin"] = .null
    document["key"] = .null
    document.addDifference(before, after, except: resource?.updatedAt)
    document["snapshot"] = snapshot.map(JSON.string)
    return document
  }
}

extension Members {
  /// Adds the members of an agent that differ, before and after, and each differing value with its place.
  fileprivate mutating func addDifference(_ before: JSON, _ after: JSON, except stamp: String?) {
    self["before"] = before.members.map { .object($0.without(after.members)) } ?? .null
    self["after"] = after.members.map { .object($0.without(before.members)) } ?? .null
    self["changes"] = .array(FieldChange.changes(from: before, to: after, except: stamp).map(\.json))
  }

  /// The members that are missing or different in another object.
  private func without(_ others: Members?) -> Members {
    guard let others else { return self }
    return reduce(into: [:]) { if others[$1.key] != $1.value { $0.set($1.key, to: $1.value) } }
  }
}
