import UnderstudyHTTP

/// What is to become of a request: its answer, or the wait for one.
package enum Reply: Sendable {
  /// The answer is sent at once.
  case immediate(Response)
  /// The connection is left alone until the wait is over. No thread waits with it.
  case deferred(DeferredResponse)
  /// The head is sent at once; the body comes from the feed, until the client leaves or the server stops.
  case streaming(Response, StreamingBody)
}
