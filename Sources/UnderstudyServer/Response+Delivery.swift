import UnderstudyHTTP

extension Response {
  var isFault: Bool { if case .fault = delivery { true } else { false } }

  /// Whether the response to a request with this method has a body on the wire.
  func hasBody(to method: String) -> Bool {
    !body.isEmpty && status != 204 && status != 304 && method != "HEAD"
  }
}
