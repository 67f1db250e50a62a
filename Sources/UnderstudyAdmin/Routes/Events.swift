import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

extension AdminRoute {
  static let events = [
    AdminRoute(
      "GET", "/events", "Each request of the sandbox once it has been answered, as server-sent events",
      replying: AdminRequest.events)
  ]
}

extension AdminRequest {
  /// Streams the events of the sandbox until the client leaves.
  fileprivate func events() throws(AdminError) -> Reply {
    let stream = EventStream()
    let body = StreamingBody(
      next: { stream.next(at: .now) }, onEnd: { [journal] in journal.unsubscribe(stream) })
    let known = request.fields.value(of: .lastEventID)
    let missed = journal.subscribe(stream, to: sandbox.name, sandbox.generation, after: known) { event in
      if stream.add(event, at: .now) { body.wake() }
    }
    guard let missed else {
      throw AdminError(
        503, title: "Too many clients follow the events of this sandbox",
        detail: "At most \(Journal.maximumSubscribers) can follow at once")
    }
    stream.begin(sandbox.name, missed)
    return .streaming(Response(status: 200, fields: Self.eventStreamFields), body)
  }

  private static let eventStreamFields: HeaderSection = [
    .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
  ]
}

extension HTTPField.Name {
  fileprivate static let lastEventID = ours("Last-Event-ID")
}
