import UnderstudyEmulator
import UnderstudyJSON

/// The text of server-sent events as in the HTML standard, each with its blank line.
enum ServerSentEvent {
  static func ready(_ sandbox: String) -> [UInt8] { event("ready", ["sandbox": .string(sandbox)]) }

  /// The number of requests that were left out.
  static func skipped(_ count: Int) -> [UInt8] { event("skipped", ["count": .number(Number(count))]) }

  static let gone = event("gone", [:])

  /// A comment, which clients ignore.
  static let comment = Array(": still here\n\n".utf8)

  /// JSON text without white space has no line breaks, so it fits into one line of data.
  static func event(_ name: String, id: String? = nil, _ data: JSON) -> [UInt8] {
    Array("\(id.map { "id: \($0)\n" } ?? "")event: \(name)\ndata: ".utf8) + data.bytes + Array("\n\n".utf8)
  }
}

extension JournalEntry {
  var event: [UInt8] {
    var members: Members = ["id": .string(id)]
    members["loggedDate"] = .number(Number(Int(time.timeIntervalSince1970 * 1000)))
    members["method"] = .string(method)
    members["url"] = .string(target)
    members["status"] = sentStatus.map { .number(Number($0)) } ?? .null
    members["endpoint"] = surface.map { .string($0.id) } ?? .null
    members["agentId"] = agentID.map(JSON.string) ?? .null
    members["rule"] = rule.map(JSON.string) ?? .null
    members["mapping"] = stub.map { .string($0.name ?? $0.id) } ?? .null
    members["warnings"] = .number(Number(warnings.count))
    members["changed"] = .bool(hasChange)
    members["micros"] = .number(Number(Int(duration.microseconds)))
    if sentStatus == nil { members["fault"] = stub?.response.fault.map { .string($0.rawValue) } ?? .null }
    return ServerSentEvent.event("request", id: id, .object(members))
  }
}
