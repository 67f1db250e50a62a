import CMicroHTTPD

/// A body that is sent in chunks, one after each equal part of a duration.
final class DribbledBody {
  private let body: [UInt8]
  private let chunks: Int
  private let duration: Duration
  private let start = ContinuousClock.now
  private let pause: (ContinuousClock.Instant) -> Bool

  /// - Parameters:
  ///   - body: not empty.
  ///   - pause: suspends the connection, and returns false if it must be closed.
  init(_ body: [UInt8], chunks: Int, over duration: Duration, pause: @escaping (ContinuousClock.Instant) -> Bool) {
    self.body = body
    self.chunks = min(max(1, chunks), body.count)
    // No more than a century, which can be multiplied by any number of chunks without overflow.
    self.duration = min(max(.zero, duration), .seconds(3_155_760_000))
    self.pause = pause
  }

  /// Takes one call of the content reader: writes what is due from `position` on, or pauses until something is.
  fileprivate func read(from position: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard body.indices.contains(position) else { return microhttp_end_of_stream }
    let size = body.count / chunks
    let chunk = min(position / size, chunks - 1)
    let due = start.advanced(by: duration * (chunk + 1) / chunks)
    guard due <= .now else { return pause(due) ? 0 : microhttp_end_with_error }
    let end = chunk == chunks - 1 ? body.count : (chunk + 1) * size
    let piece = body[position..<end].prefix(buffer.count)
    buffer.copyBytes(from: piece)
    return piece.count
  }

  /// The response as libmicrohttpd takes it; it releases `self` when it is sent, or cannot be.
  func reply() -> OpaquePointer? {
    let context = Unmanaged.passRetained(self)
    let reply = MHD_create_response_from_callback(.max, 16_384, readPiece, context.toOpaque(), releaseBody)
    if reply == nil { context.release() }
    return reply
  }
}

private func readPiece(
  body: UnsafeMutableRawPointer?, position: UInt64, buffer: UnsafeMutablePointer<CChar>?, size: Int
) -> Int {
  guard let body else { return microhttp_end_with_error }
  return Unmanaged<DribbledBody>.fromOpaque(body).takeUnretainedValue()
    .read(from: Int(clamping: position), into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
}

private func releaseBody(body: UnsafeMutableRawPointer?) {
  if let body { Unmanaged<DribbledBody>.fromOpaque(body).release() }
}
