import HTTPTypes
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

extension AdminRequest {
  /// `GET /events`: what happens in the sandbox of this name, as server-sent events, until the client leaves.
  func events() throws(AdminError) -> Reply {
    let stream = EventStream()
    let feed = StreamingBody(
      next: { stream.next(at: .now) }, ended: { [journal] in journal.unsubscribe(stream) })
    let known = request.fields.value(of: .lastEventID)
    let missed = journal.subscribe(stream, to: sandbox.name, sandbox.generation, after: known) { event in
      if stream.add(event, at: .now) { feed.wake() }
    }
    guard let missed else {
      throw AdminError(
        503, title: "Too many follow the events of this sandbox",
        detail: "At most \(Journal.maximumSubscribers) can do so at once")
    }
    stream.begin(sandbox.name, missed)
    return .streaming(Response(status: 200, fields: Self.ofEvents), feed)
  }

  private static let ofEvents: HeaderSection = [
    .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
  ]
}

extension HTTPField.Name {
  fileprivate static let lastEventID = ours("Last-Event-ID")
}
