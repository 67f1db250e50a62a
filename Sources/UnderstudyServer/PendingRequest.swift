import CMicroHTTPD
import HTTPTypes
import UnderstudyHTTP

/// A request that is being received, until its response is handed to libmicrohttpd.
final class PendingRequest {
  enum Stage { case header, keeping, discarding, deferred, answered, refused }

  /// How much of a body that is too large is read and discarded, in bytes beyond the limit. Many clients send all of a
  /// body before they read; closing while they send makes them see a reset instead of the response.
  private static let discardedBytes = 16_777_216
  /// How long a connection stays open whose request was refused, if its client does not close it. Closing resets it if the
  /// client is still sending, and then it may lose the response that says why.
  private static let lingeringTime = Duration.seconds(1)
  /// The most memory that is reserved for a `Content-Length`, in bytes.
  private static let reservedBytes = 65_536

  private let target: SentTarget
  let connection: Connection
  let context: LoopContext
  var stage = Stage.header
  var method = ""
  private var fields = HeaderSection()
  private var body: [UInt8] = []
  private var receivedBytes = 0
  /// See ``RequestHead/roomForResponse``.
  var roomForResponse = 0
  /// Whether the connection is one of the context's uploads.
  private var isUpload = false
  var deferred: DeferredResponse?
  var streamingBody: StreamingBody?
  /// The record number of the response that the client waits for or receives; 0 if no record exists.
  var recordNumber: UInt64 = 0
  /// The least number of bytes that the connection has sent when a deferred response is sent; nil for other responses.
  var sentWithResponse: UInt64?

  init(target: SentTarget, on connection: Connection, context: LoopContext) {
    self.target = target
    self.connection = connection
    self.context = context
  }

  /// Takes one call of the access handler.
  func proceed(with piece: UnsafeRawBufferPointer, _ line: RequestLine) -> MHD_Result {
    switch stage {
    case .header: return readHead(line)
    case .keeping where piece.isEmpty: return answer(.complete(body))
    case .discarding where piece.isEmpty: return answer(.tooLarge(limit: context.maximumBodyBytes))
    case .keeping, .discarding: return take(piece)
    case .deferred: return resumeDeferred()
    case .answered: return .YES  // Not expected: the response is queued.
    case .refused: return connection.close()
    }
  }

  /// Decides by the header how to continue. A response queued in this first call is sent without reading the body, and
  /// libmicrohttpd closes the connection after it.
  private func readHead(_ line: RequestLine) -> MHD_Result {
    method = String(cString: line.method)
    guard method != "CONNECT" else { return refuse(.lateConnect) }
    let head: RequestHead
    do throws(ProtocolError) {
      head = try RequestHead(of: connection, line, target)
    } catch {
      return refuse(error)
    }
    fields = head.fields
    roomForResponse = head.roomForResponse
    if head.isChunked {
      isUpload = true
      context.uploads.insert(connection)
    }
    let limit = UInt64(context.maximumBodyBytes)
    let length = head.bodySize ?? 0
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

  func refuse(_ error: ProtocolError) -> MHD_Result {
    let isInBody = stage == .discarding
    stage = .refused
    // While the connection lingers, only its entry among the suspended ones may have it resumed.
    endUpload()
    context.refuse(error, on: connection, method: method)
    let deadline = ContinuousClock.now.advanced(by: Self.lingeringTime)
    guard connection.suspend(until: deadline, endsThen: isInBody) else { return .NO }
    connection.endSending()
    context.halfCloseMonitor.watch(connection.socket) { [connection] in connection.resume() }
    return .YES
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
    return excess > Self.discardedBytes ? refuse(.bodyTooLong) : .YES
  }

  private func answer(_ body: Request.Body) -> MHD_Result {
    endUpload()
    let scheme: Request.Scheme = TLSSession(of: connection.pointer) == nil ? .http : .https
    return carryOut(
      context.answer(Request(method: method, target: target.text, fields: fields, body: body, scheme: scheme)))
  }

  private func endUpload() {
    if isUpload { context.uploads.remove(connection) }
    isUpload = false
  }

  /// Called when the request is over, however it ended.
  func end(_ reason: MHD_RequestTerminationCode) {
    if recordNumber != 0, reason != .REQUEST_TERMINATED_COMPLETED_OK, isEndedByClient, !isSentWhole {
      context.onDeparture(recordNumber)
    }
    stopWatching()
    endUpload()
    deferred?.end()
    streamingBody?.end()
  }
}

extension PendingRequest {
  /// Whether the client has ended the connection, and not this server.
  private var isEndedByClient: Bool {
    !connection.isStopping && deferred?.isCutOff != true && connection.socket.isEndedByPeer
  }

  /// Whether all of the response was sent.
  ///
  /// libmicrohttpd calls a request complete in the run after it has sent the last of the response only (0.9.75). A client that has
  /// it all may reset the connection in between.
  private var isSentWhole: Bool {
    guard let sentWithResponse, let sent = connection.socket.bytesSent else { return false }
    return sent >= sentWithResponse
  }
}
