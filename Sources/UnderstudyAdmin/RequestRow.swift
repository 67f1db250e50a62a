import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

/// A journal entry as a row of a table: what was asked of which agent, and what it changed or why it was refused.
///
/// Rows have no header fields and no bodies. They are made when a client asks for them or listens.
extension JournalEntry {
  /// The members of a request that has arrived.
  private var arrivalMembers: Members {
    var members: Members = ["id": .string(id)]
    members["loggedDate"] = loggedDate
    members["sandbox"] = .string(sandbox)
    members["method"] = .string(method)
    members["url"] = .string(target)
    members["operation"] = operation.map { .string($0.kind.name) } ?? .null
    members["endpoint"] = surface.map { .string($0.id) } ?? .null
    members["agentId"] = agentID.map(JSON.string) ?? .null
    members["mapping"] = stub.map { .string($0.name ?? $0.id) } ?? .null
    members["origin"] = origin.map { .string($0.rawValue) } ?? .null
    return members
  }

  /// The row of a request that waits for its response.
  func arrivalRow(agentName: String?) -> Members {
    var members = arrivalMembers
    members["agentName"] = agentName.map { .string($0.truncated(to: Self.maximumCharacters)) } ?? .null
    return members
  }

  /// The row of a request. One that waits has `waiting`.
  func row(agentName: String?) -> Members {
    var members = arrivalRow(agentName: agentName)
    if isWaiting { members["waiting"] = true }
    members["status"] = sentStatus.map { .number(Number($0)) } ?? .null
    members["rule"] = rule.map(JSON.string) ?? .null
    members["message"] = explanation.map { .string($0.message.truncated(to: Self.maximumMessage)) } ?? .null
    members["warnings"] = .number(Number(warnings.count))
    members["changed"] = .bool(hasChange)
    members["effect"] = changeKind.map { .string($0.rawValue) } ?? .null
    addChanges(to: &members)
    members["shown"] = shownAgents.map { .number(Number($0)) }
    members["micros"] = duration.map { .number(Number(Int($0.microseconds))) } ?? .null
    members["waitedMillis"] = .number(Number(Int(delay / .milliseconds(1))))
    members["faultKind"] = faultKind.map(JSON.string) ?? .null
    if !isWaiting, sentStatus == nil {
      members["fault"] = stub?.response.fault.map { .string($0.rawValue) } ?? .null
    }
    if isDeparted { members["departed"] = true }
    if let forwarding {
      members["upstream"] = .string(forwarding.host)
      members["difference"] = forwarding.comparison?.summary.map(JSON.string)
    }
    return members
  }

  /// The characters of a place, a value or a name.
  private static let maximumCharacters = 80
  private static let maximumMessage = 200
  private static let maximumChanges = 3
  /// Beyond this size, an agent is not compared and a response is not read for a row.
  private static let maximumBytes = 262_144

  /// Adds the first changes and their number, which is null if the agent is too large to be compared.
  private func addChanges(to members: inout Members) {
    guard changeBytes <= Self.maximumBytes else {
      members["changes"] = []
      members["changeCount"] = .null
      return
    }
    let changes = fieldChanges
    members["changes"] = .array(
      changes.prefix(Self.maximumChanges).map { $0.json(truncatedTo: Self.maximumCharacters) })
    members["changeCount"] = .number(Number(changes.count))
  }

  /// What an update changed in its agent, without the time of the update.
  var fieldChanges: [FieldChange] {
    guard let (before, after) = change else { return [] }
    return FieldChange.changes(from: before, to: after, except: surface?.resource.updatedAt)
  }

  /// The number of agents in the response to a list.
  private var shownAgents: Int? {
    guard operation?.listing != nil, sentStatus == 200, let body = response?.body, body.count <= Self.maximumBytes,
      let json = try? JSON(reading: body)
    else { return nil }
    return json.firstArray(depth: 3)?.count
  }

  /// What a mapping or the settings did to the request: `connection` if there was no complete response, `error` for the
  /// vendor's error, `response` for a mapping's own response, `delay` for the vendor's usual response after a delay.
  var faultKind: String? {
    guard let stub else { return delay > .zero ? "delay" : nil }
    if stub.response.fault != nil { return "connection" }
    switch stub.responseSource {
    case .vendorError: return "error"
    case .mapping: return "response"
    case .emulation: return delay > .zero || stub.response.chunkedDribbleDelay != nil ? "delay" : nil
    }
  }
}

extension JSON {
  /// The array that this is or that stands in it first.
  fileprivate func firstArray(depth: Int) -> [JSON]? {
    if let array { return array }
    guard depth > 0, let members else { return nil }
    return members.lazy.compactMap { $0.value.firstArray(depth: depth - 1) }.first
  }
}
