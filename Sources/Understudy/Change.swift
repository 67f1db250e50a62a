import Foundation

extension MockServer {
  /// The effect of an accepted request on an agent.
  public struct Change: Sendable {
    /// What a request did to an agent. An archived agent is deleted.
    public enum Kind: String, Sendable, CaseIterable { case created, updated, deleted }

    /// An operation of a JSON Patch (RFC 6902) from the agent before to the agent after; places are JSON Pointers.
    public enum Operation: Sendable, Equatable {
      /// A new member or element, and its value.
      case add(String, JSONValue)
      /// A removed member or element.
      case remove(String)
      /// A changed member or element, and its new value.
      case replace(String, JSONValue)
    }

    /// The request's ``LoggedRequest/id``.
    public let requestID: String
    /// The time of the request's arrival by the sandbox's clock.
    public let time: Date
    /// The agent's collection, such as `centerfy`.
    public let collection: String
    /// The agent's id.
    public let id: String
    /// What the request did to the agent.
    public let kind: Kind
    /// The operations from the agent before to the agent after; empty if nothing changed.
    public let patch: [Operation]
    /// JSON Pointers to the members of the request that had no effect.
    public let ignored: [String]
    /// A sentence for everything in the request that its sender probably did not intend.
    public let warnings: [String]
    /// The ids of the rules without which the request would have another effect, and that no page of the vendor supports.
    public let assumptions: [String]

    init(_ answer: AnswerReader) throws(ControlPlaneError) {
      requestID = try answer.string("requestId")
      let time = try answer.member("time")
      let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
      guard let date = try? Date(try time.string(), strategy: format) else {
        throw time.expected("a time in ISO 8601 with fractional seconds")
      }
      self.time = date
      collection = try answer.string("collection")
      id = try answer.string("id")
      let kind = try answer.member("kind")
      guard let known = Kind(rawValue: try kind.string()) else {
        throw kind.expected("`created`, `updated` or `deleted`")
      }
      self.kind = known
      patch = try answer.elements(of: "patch", Operation.init)
      ignored = try answer.strings("ignored")
      warnings = try answer.strings("warnings")
      assumptions = try answer.strings("assumptions")
    }
  }
}

extension MockServer.Change.Operation {
  fileprivate init(_ answer: AnswerReader) throws(MockServer.ControlPlaneError) {
    let (operation, path) = (try answer.member("op"), try answer.string("path"))
    switch operation.json {
    case "add": self = .add(path, MockServer.JSONValue(try answer.member("value").json))
    case "remove": self = .remove(path)
    case "replace": self = .replace(path, MockServer.JSONValue(try answer.member("value").json))
    default: throw operation.expected("`add`, `remove` or `replace`")
    }
  }
}
