import CMicroHTTPD
import UnderstudyHTTP

// How a request is answered.
extension PendingRequest {
  func carryOut(_ reply: Reply) -> MHD_Result {
    switch reply {
    case .immediate(let response): send(response)
    case .deferred(let response): begin(response)
    case .streaming(let response, let body): send(response, body)
    }
  }

  private func send(_ response: Response) -> MHD_Result {
    // Without memory for the header fields of the response, libmicrohttpd would close the connection.
    guard response.fields.packed.count < roomForResponse else { return refuse(.tooManyFields) }
    stage = .answered
    recordNumber = response.isFault ? 0 : response.recordNumber
    if case .dribble(let chunks, let duration) = response.delivery, response.hasBody(to: method) {
      return dribble(response, chunks: chunks, over: duration)
    }
    // From now on the end of the connection may be that of a client that has the response.
    stopWatching()
    if case .fault(let fault) = response.delivery { return connection.inject(fault) }
    if deferred != nil, recordNumber != 0 {
      sentWithResponse = connection.socket.bytesSent.map { $0 + response.leastSize(to: method) }
    }
    return connection.queue(response)
  }

  private func dribble(_ response: Response, chunks: Int, over duration: Duration) -> MHD_Result {
    let body = DribbledBody(response.body, chunks: chunks, over: duration) { [deferred, connection] deadline in
      deferred?.pause(until: deadline) ?? connection.suspend(until: deadline)
    }
    let size = response.body.count
    return connection.queue(response) { [self] position, buffer in
      context.countCallback()
      let count = body.read(from: position, into: buffer)
      if count > 0, position + count == size { stopWatching() }
      return count
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
    context.halfCloseMonitor.watch(connection.socket) { body.abandon() }
    return connection.queue(response) { [context] _, buffer in
      context.countCallback()
      return body.read(into: buffer)
    }
  }

  private func begin(_ response: DeferredResponse) -> MHD_Result {
    guard response.begin(on: connection) else { return connection.close() }
    let previous = deferred
    deferred = response
    if let previous, !previous.handOver(to: response) {
      response.cutOff()
      return connection.close()
    }
    watchForDeparture(from: response)
    let isFirstCallWithBody = stage == .keeping || stage == .discarding
    stage = .deferred
    // A connection that is suspended in this call is read from before the next one, and if the client has ended its
    // side libmicrohttpd then closes it. So it is suspended in the next call, which comes at once. If the body is still
    // to come, there is no next call before the body.
    return isFirstCallWithBody ? .YES : resumeDeferred()
  }

  func resumeDeferred() -> MHD_Result {
    switch deferred?.nextAction() {
    case .wait: .YES
    case .reply(let reply): carryOut(reply)
    case .close, nil: connection.close()
    }
  }

  private func watchForDeparture(from response: DeferredResponse) {
    recordNumber = response.recordNumber
    guard recordNumber != 0 || response.endsWithClient else { return }
    context.halfCloseMonitor.watch(connection.socket) { [context, connection, recordNumber] in
      // This server's own end of the connection is reported too.
      guard !response.isCutOff, !connection.isStopping else { return }
      if recordNumber != 0 { context.onDeparture(recordNumber) }
      if response.endsWithClient { response.cutOff() }
    }
  }

  /// Immediate responses are not watched.
  func stopWatching() {
    if deferred != nil { context.halfCloseMonitor.stopWatching(connection.socket) }
  }
}

extension Response {
  /// The least number of bytes that the response takes: libmicrohttpd adds header fields, and TLS more.
  fileprivate func leastSize(to method: String) -> UInt64 {
    var size = "HTTP/1.1 200 OK\r\n\r\n".utf8.count + (hasBody(to: method) ? body.count : 0)
    fields.forEach { size += $0.name.count + $0.value.count + ": \r\n".utf8.count }
    return UInt64(size)
  }
}
