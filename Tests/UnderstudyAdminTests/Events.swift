import Testing
import UnderstudyJSON
import UnderstudyTestSupport

/// A client of `GET /__admin/events`.
final class Events {
  struct Event: Equatable {
    var id: String?
    var name = ""
    var data: JSON = .null

    static func gone(_ sandbox: String) -> Event { Event(name: "gone", data: ["sandbox": .string(sandbox)]) }
  }

  private let client: RawClient
  /// Status line and fields.
  let head: String

  /// Asks for the events of a sandbox, as a client of HTTP/1.0, which gets them without chunks.
  init(_ server: FreshServer, in sandbox: String? = nil, after id: String? = nil, query: String = "") throws {
    client = try server.client()
    let known = id.map { "Last-Event-ID: \($0)\r\n" } ?? ""
    let path = (sandbox.map { "/sandbox/\($0)" } ?? "") + "/__admin/events\(query)"
    try client.send("GET \(path) HTTP/1.0\r\nHost: localhost\r\n\(known)\r\n")
    head = try client.readText(until: "\r\n\r\n")
  }

  /// After the first one, by which the server says that all which happens from now on will be told.
  static func ready(
    _ server: FreshServer, in sandbox: String? = nil, after id: String? = nil
  ) throws -> Events {
    let events = try Events(server, in: sandbox, after: id)
    #expect(try events.next() == Event(name: "ready", data: ["sandbox": .string(sandbox ?? "default")]))
    return events
  }

  /// Of all sandboxes, after the first event.
  static func ofAllSandboxes(_ server: FreshServer, after id: String? = nil) throws -> Events {
    let events = try Events(server, after: id, query: "?sandboxes=all")
    #expect(try events.next() == Event(name: "ready", data: ["sandboxes": "all"]))
    return events
  }

  /// Returns the next event of a request.
  func nextRequest() throws -> Event {
    while true {
      let event = try next()
      if event.name == "request" { return event }
    }
  }

  /// Returns the next event. Comments, which are sent when nothing has happened for a while, are skipped.
  func next() throws -> Event {
    while true {
      let text = try client.readText(until: "\n\n")
      if !text.hasPrefix(":") { return try Event(text: text) }
    }
  }

  func close() { client.close() }
}

extension Events.Event {
  /// The lines of an event, each a name and a value.
  init(text: String) throws {
    for line in text.split(separator: "\n") {
      let colon = try #require(line.firstRange(of: ": "))
      let value = String(line[colon.upperBound...])
      switch line[..<colon.lowerBound] {
      case "id": id = value
      case "event": name = value
      case "data": data = try JSON(text: value)
      default: Issue.record("no event has the line \(line)")
      }
    }
  }
}
