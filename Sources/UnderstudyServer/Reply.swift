import UnderstudyHTTP

/// How a request is answered.
package enum Reply: Sendable {
  /// The response is sent at once.
  case immediate(Response)
  /// The connection is suspended until the response is produced. No thread waits with it.
  case deferred(DeferredResponse)
  /// The head is sent at once; the body comes in pieces, until the client leaves or the server stops.
  case streaming(Response, StreamingBody)

  /// Ends a reply that is not used.
  func discard() {
    switch self {
    case .immediate: break
    case .deferred(let response): response.cutOff()
    case .streaming(_, let body): body.end()
    }
  }
}

/// A reply that is given later, from any thread. If the promise is released before, the connection is closed.
package final class ReplyPromise: Sendable {
  /// What the request is answered with meanwhile: `.deferred(promise.response)`.
  package let response: DeferredResponse

  /// - Parameters:
  ///   - recordNumber: see ``Response/recordNumber``.
  ///   - onCutOff: called once if the response is cut off, on the thread that does so.
  package init(recordNumber: UInt64 = 0, onCutOff: @escaping @Sendable () -> Void = {}) {
    response = DeferredResponse(recordNumber: recordNumber, onCutOff: onCutOff)
  }

  deinit { response.fulfill(with: nil) }

  /// Gives the reply, which is carried out on the connection's own thread. It may itself be deferred or streaming. If the
  /// promise is fulfilled already, the response is cut off or the server has stopped, the reply is discarded.
  package func fulfill(with reply: Reply) {
    if !response.fulfill(with: reply) { reply.discard() }
  }
}
