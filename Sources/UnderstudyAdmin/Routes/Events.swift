import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer

extension AdminRoute {
  static let events = [
    AdminRoute("GET", "/events", "Each request of the sandbox once it has been answered, as server-sent events") {
      try $0.events()
    }
  ]
}

extension AdminRequest {
  /// Streams the events of the sandbox until the client leaves.
  fileprivate func events() throws -> Reply {
    let stream = EventStream()
    let body = StreamingBody(
      next: { stream.next(at: .now) }, onEnd: { [journal] in journal.unsubscribe(stream) })
    let known = request.fields.value(of: .ours("Last-Event-ID"))
    let missed = journal.subscribe(stream, to: sandbox.name, sandbox.generation, after: known) { event in
      if stream.add(event, at: .now) { body.wake() }
    }
    guard let missed else {
      throw AdminError(
        503, title: "Too many clients follow the events of this sandbox",
        detail: "At most \(Journal.maximumSubscribers) can follow at once")
    }
    stream.begin(sandbox.name, missed)
    let fields: HeaderSection = [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"]
    return .streaming(Response(status: 200, fields: fields), body)
  }
}
