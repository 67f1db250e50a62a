import CMicroHTTPD
import HTTPTypes
import UnderstudyHTTP

/// A request that is being received, until its response is handed to libmicrohttpd.
final class PendingRequest {
  private enum Stage { case header, keeping, discarding, deferred, answered }

  /// How much of a body that is too large is read and discarded, in bytes beyond the limit.
  ///
  /// Many clients send all of a body before they read; closing while they send makes them see a reset
  /// instead of the response.
  private static let discardedBytes = 16_777_216
  /// The most memory that is reserved for a `Content-Length`, in bytes.
  private static let reservedBytes = 65_536

  private let target: String
  private let context: LoopContext
  private var stage = Stage.header
  private var fields = HeaderSection()
  private var body: [UInt8] = []
  private var receivedBytes = 0
  private var deferred: DeferredResponse?
  private var streamingBody: StreamingBody?

  init(target: String, context: LoopContext) {
    self.target = target
    self.context = context
  }

  /// Takes one call of the access handler.
  func proceed(
    with piece: UnsafeRawBufferPointer, method: UnsafePointer<CChar>, on connection: Connection
  ) -> MHD_Result {
    switch stage {
    case .header: return readHeader(method: method, on: connection)
    case .keeping where piece.isEmpty: return answer(method, .complete(body), on: connection)
    case .discarding where piece.isEmpty: return answerTooLarge(method, on: connection)
    case .keeping, .discarding: return take(piece)
    case .deferred: return resumeDeferred(method, on: connection)
    case .answered: return .YES  // Not expected: the response is queued.
    }
  }

  /// Decides by the header how to continue. A response queued in this first call is sent without reading the
  /// body, and libmicrohttpd closes the connection after it.
  private func readHeader(method: UnsafePointer<CChar>, on connection: Connection) -> MHD_Result {
    fields = HeaderSection(of: connection)
    let lengths = fields.values(of: .contentLength)
    if let refusal = refusal(of: lengths, on: connection) {
      stage = .answered
      return refusal.queue(on: connection)
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
      return answerTooLarge(method, on: connection)
    }
    stage = .discarding
    return .YES
  }

  /// Returns the response to a request whose end cannot be found, or not for certain.
  ///
  /// libmicrohttpd refuses a `Content-Length` that is no number itself, but takes the first of several,
  /// and reads a body in an unknown transfer coding until the connection closes.
  private func refusal(of lengths: [String], on connection: Connection) -> Response? {
    let codings = fields.values(of: .transferEncoding)
    if lengths.contains(where: { $0 != lengths.first }) || !(lengths.isEmpty || codings.isEmpty) {
      return Response(status: 400, text: "The length of the body is given in two ways.")
    }
    guard !codings.isEmpty else { return nil }
    // Compared as libmicrohttpd does it, which keeps spaces at the end that `fields` does not have.
    let coding = MHD_lookup_connection_value(connection.pointer, .HEADER_KIND, MHD_HTTP_HEADER_TRANSFER_ENCODING)
    if codings.count == 1, let coding, String(cString: coding).lowercased() == "chunked" { return nil }
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

  private func answerTooLarge(_ method: UnsafePointer<CChar>, on connection: Connection) -> MHD_Result {
    answer(method, .tooLarge(limit: context.maximumBodyBytes), on: connection)
  }

  private func answer(
    _ method: UnsafePointer<CChar>, _ body: Request.Body, on connection: Connection
  ) -> MHD_Result {
    let request = Request(method: String(cString: method), target: target, fields: fields, body: body)
    return carryOut(context.answer(request), method, on: connection)
  }

  private func carryOut(_ reply: Reply, _ method: UnsafePointer<CChar>, on connection: Connection) -> MHD_Result {
    switch reply {
    case .immediate(let response): queue(response, method, on: connection)
    case .deferred(let response): begin(response, method, on: connection)
    case .streaming(let response, let body): begin(body, response, method, on: connection)
    }
  }

  private func begin(
    _ body: StreamingBody, _ response: Response, _ method: UnsafePointer<CChar>, on connection: Connection
  ) -> MHD_Result {
    stage = .answered
    guard String(cString: method) != "HEAD" else {
      body.end()
      var head = response
      // With a body in chunks libmicrohttpd would send the last of them even here (0.9.75).
      head.body = []
      return head.queue(on: connection)
    }
    guard body.begin(on: connection, in: context.suspended) else { return connection.close() }
    streamingBody = body
    context.halfCloseMonitor.watch(connection.socket, for: body)
    return response.queue(body.reply(), on: connection)
  }

  private func begin(
    _ response: DeferredResponse, _ method: UnsafePointer<CChar>, on connection: Connection
  ) -> MHD_Result {
    guard response.begin(on: connection, in: context.suspended) else { return connection.close() }
    let previous = deferred
    deferred = response
    if let previous, !previous.handOver(to: response) { return connection.close() }
    let isFirstCallWithBody = stage == .keeping || stage == .discarding
    stage = .deferred
    // A connection that is suspended in this call is read from before the next one, and if the client has ended its
    // side libmicrohttpd then closes it. So it is suspended in the next call, which comes at once. If the body is still
    // to come, there is no next call before the body.
    return isFirstCallWithBody ? .YES : resumeDeferred(method, on: connection)
  }

  private func resumeDeferred(_ method: UnsafePointer<CChar>, on connection: Connection) -> MHD_Result {
    guard let deferred else { return .NO }
    switch deferred.nextAction() {
    case .wait: return .YES
    case .close: return connection.close()
    case .reply(let produce):
      guard let reply = produce() else { return connection.close() }
      guard !deferred.isCutOff else {
        reply.discard()
        return connection.close()
      }
      return carryOut(reply, method, on: connection)
    }
  }

  private func queue(
    _ response: Response, _ method: UnsafePointer<CChar>, on connection: Connection
  ) -> MHD_Result {
    stage = .answered
    switch response.delivery {
    case .fault(let fault): return fault.inject(on: connection)
    case .dribble(let chunks, let duration) where response.hasBody(to: method):
      let body = DribbledBody(response.body, chunks: chunks, over: duration) {
        [deferred, suspended = context.suspended] deadline in
        deferred?.pause(until: deadline) ?? suspended.suspend(connection, until: deadline)
      }
      return response.queue(body.reply(), on: connection)
    case .plain, .dribble: return response.queue(on: connection)
    }
  }

  /// Called when the request is over, however it ended.
  func end() {
    deferred?.end()
    streamingBody?.end()
  }
}
