import UnderstudyHTTP

extension Response {
  var isFault: Bool { if case .fault = delivery { true } else { false } }

  /// A response of this module's own, to a request that is not passed on.
  init(status: Int, text: String) {
    self.init(status: status, fields: [.contentType: "text/plain; charset=utf-8"], body: Array("\(text)\n".utf8))
  }

  /// Whether the response to a request with this method has a body on the wire.
  func hasBody(to method: String) -> Bool {
    !body.isEmpty && status != 204 && status != 304 && method != "HEAD"
  }
}
