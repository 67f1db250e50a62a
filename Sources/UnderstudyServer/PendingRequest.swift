import CMicroHTTPD
import HTTPTypes
import UnderstudyHTTP

/// A request that is being received, until its response is handed to libmicrohttpd.
final class PendingRequest {
  private enum Stage { case header, keeping, discarding, deferred, answered }

  /// How much of a body that is too large is read and discarded, in bytes beyond the limit. Many clients send all of a
  /// body before they read; closing while they send makes them see a reset instead of the response.
  private static let discardedBytes = 16_777_216
  /// The most memory that is reserved for a `Content-Length`, in bytes.
  private static let reservedBytes = 65_536

  private let target: String
  private let connection: Connection
  private let context: LoopContext
  private var stage = Stage.header
  private var method = ""
  private var fields = HeaderSection()
  private var body: [UInt8] = []
  private var receivedBytes = 0
  private var deferred: DeferredResponse?
  private var streamingBody: StreamingBody?

  init(target: String, on connection: Connection, context: LoopContext) {
    self.target = target
    self.connection = connection
    self.context = context
  }

  /// Takes one call of the access handler.
  func proceed(with piece: UnsafeRawBufferPointer, method: UnsafePointer<CChar>) -> MHD_Result {
    switch stage {
    case .header: return readHeader(method: String(cString: method))
    case .keeping where piece.isEmpty: return answer(.complete(body))
    case .discarding where piece.isEmpty: return answer(.tooLarge(limit: context.maximumBodyBytes))
    case .keeping, .discarding: return take(piece)
    case .deferred: return resumeDeferred()
    case .answered: return .YES  // Not expected: the response is queued.
    }
  }

  /// Decides by the header how to continue. A response queued in this first call is sent without reading the body, and
  /// libmicrohttpd closes the connection after it.
  private func readHeader(method: String) -> MHD_Result {
    self.method = method
    fields = connection.fields
    let lengths = fields.values(of: .contentLength)
    if let refusal = refusal(of: lengths) {
      stage = .answered
      return connection.queue(refusal)
    }
    let limit = UInt64(context.maximumBodyBytes)
    let length = lengths.first.flatMap { UInt64($0) } ?? 0
    guard length > limit else {
      body.reserveCapacity(min(Int(length), Self.reservedBytes))
      stage = .keeping
      return .YES
    }
    let isAwaited = fields[.expect]?.lowercased() == "100-continue"
    if isAwaited || length - limit > UInt64(Self.discardedBytes) {
      return answer(.tooLarge(limit: context.maximumBodyBytes))
    }
    stage = .discarding
    return .YES
  }

  /// Returns the response to a request whose end cannot be found, or not for certain. libmicrohttpd refuses a
  /// `Content-Length` that is no number itself, but takes the first of several, and reads a body in an unknown transfer
  /// coding until the connection closes.
  private func refusal(of lengths: [String]) -> Response? {
    let codings = fields.values(of: .transferEncoding)
    if lengths.contains(where: { $0 != lengths.first }) || !(lengths.isEmpty || codings.isEmpty) {
      return Response(status: 400, text: "The length of the body is given in two ways.")
    }
    // Compared as libmicrohttpd does it.
    if codings.isEmpty || codings.count == 1 && connection.transferCoding?.lowercased() == "chunked" { return nil }
    return Response(status: 501, text: "The only transfer coding understood is chunked.")
  }

  private func take(_ piece: UnsafeRawBufferPointer) -> MHD_Result {
    receivedBytes += piece.count
    let excess = receivedBytes - context.maximumBodyBytes
    if excess > 0 {
      body = []
      stage = .discarding
    } else if stage == .keeping {
      body.append(contentsOf: piece)
    }
    // Within a body libmicrohttpd takes no response: the connection can only be closed.
    return excess > Self.discardedBytes ? .NO : .YES
  }

  private func answer(_ body: Request.Body) -> MHD_Result {
    carryOut(context.answer(Request(method: method, target: target, fields: fields, body: body)))
  }

  private func carryOut(_ reply: Reply) -> MHD_Result {
    switch reply {
    case .immediate(let response): send(response)
    case .deferred(let response): begin(response)
    case .streaming(let response, let body): send(response, body)
    }
  }

  private func send(_ response: Response) -> MHD_Result {
    stage = .answered
    switch response.delivery {
    case .fault(let fault): return connection.inject(fault)
    case .dribble(let chunks, let duration) where response.hasBody(to: method):
      let body = DribbledBody(response.body, chunks: chunks, over: duration) { [deferred, connection] deadline in
        deferred?.pause(until: deadline) ?? connection.suspend(until: deadline)
      }
      return connection.queue(response) { position, buffer in body.read(from: position, into: buffer) }
    case .plain, .dribble: return connection.queue(response)
    }
  }

  private func send(_ response: Response, _ body: StreamingBody) -> MHD_Result {
    stage = .answered
    guard method != "HEAD" else {
      body.end()
      // With a body in chunks libmicrohttpd would send the last of them even here (0.9.75).
      return connection.queue(Response(status: response.status, fields: response.fields))
    }
    guard body.begin(on: connection) else { return connection.close() }
    streamingBody = body
    context.halfCloseMonitor.watch(connection.socket, for: body)
    return connection.queue(response) { _, buffer in body.read(into: buffer) }
  }

  private func begin(_ response: DeferredResponse) -> MHD_Result {
    guard response.begin(on: connection) else { return connection.close() }
    let previous = deferred
    deferred = response
    if let previous, !previous.handOver(to: response) { return connection.close() }
    let isFirstCallWithBody = stage == .keeping || stage == .discarding
    stage = .deferred
    // A connection that is suspended in this call is read from before the next one, and if the client has ended its
    // side libmicrohttpd then closes it. So it is suspended in the next call, which comes at once. If the body is still
    // to come, there is no next call before the body.
    return isFirstCallWithBody ? .YES : resumeDeferred()
  }

  private func resumeDeferred() -> MHD_Result {
    switch deferred?.nextAction() {
    case .wait: .YES
    case .reply(let reply): carryOut(reply)
    case .close, nil: connection.close()
    }
  }

  /// Called when the request is over, however it ended.
  func end() {
    deferred?.end()
    streamingBody?.end()
  }
}

extension Response {
  /// A response of this module's own, to a request that is not passed on.
  fileprivate init(status: Int, text: String) {
    self.init(status: status, fields: [.contentType: "text/plain; charset=utf-8"], body: Array("\(text)\n".utf8))
  }

  /// Whether the response to a request with this method has a body on the wire.
  fileprivate func hasBody(to method: String) -> Bool {
    !body.isEmpty && status != 204 && status != 304 && method != "HEAD"
  }
}
