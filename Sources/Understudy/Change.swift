import Foundation
import UnderstudyJSON

/// What an accepted update did.
public struct Change: Sendable {
  /// One step from the agent before to the agent after, as in JSON Patch (RFC 6902): a place by JSON Pointer, and what
  /// is there now.
  public enum Operation: Sendable, Equatable {
    /// A member or element that was not there before.
    case add(String, JSONValue)
    /// One that is not there any more.
    case remove(String)
    /// One that has another value.
    case replace(String, JSONValue)
  }

  /// See ``LoggedRequest/id``.
  public let requestID: String
  /// When, by the sandbox's clock.
  public let time: Date
  /// Such as `centerfy`.
  public let collection: String
  /// The agent's.
  public let id: String
  /// From the agent before to the agent after; empty where nothing changed.
  public let patch: [Operation]
  /// The members of the request that had no effect, by JSON Pointer.
  public let ignored: [String]
  /// A sentence for each of them.
  public let warnings: [String]

  init(_ json: JSON) {
    let change = json.members
    let time = change?["time"]?.string ?? ""
    requestID = change?["requestId"]?.string ?? ""
    self.time =
      (try? Date(time, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))) ?? .distantPast
    collection = change?["collection"]?.string ?? ""
    id = change?["id"]?.string ?? ""
    patch = change?["patch"]?.array?.compactMap(\.members).map(Operation.init) ?? []
    ignored = change?["ignored"]?.array?.compactMap(\.string) ?? []
    warnings = change?["warnings"]?.array?.compactMap(\.string) ?? []
  }
}

extension Change.Operation {
  fileprivate init(_ step: Members) {
    let (path, value) = (step["path"]?.string ?? "", JSONValue(step["value"] ?? .null))
    switch step["op"] {
    case "add": self = .add(path, value)
    case "remove": self = .remove(path)
    default: self = .replace(path, value)
    }
  }
}
