import CMicroHTTPD

/// A body, not empty, that is sent in chunks, one after each equal part of a duration.
struct DribbledBody {
  private let body: [UInt8]
  private let chunks: Int
  private let duration: Duration
  private let start = ContinuousClock.now
  private let pause: (ContinuousClock.Instant) -> Bool

  /// - Parameter pause: suspends the connection, and returns false if it must be closed.
  init(_ body: [UInt8], chunks: Int, over duration: Duration, pause: @escaping (ContinuousClock.Instant) -> Bool) {
    self.body = body
    self.chunks = min(max(1, chunks), body.count)
    self.duration = min(max(.zero, duration), .century)
    self.pause = pause
  }

  /// Writes what is due from `position` on, or pauses until something is.
  func read(from position: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
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
}

extension Duration {
  /// A duration that can be added to any time and multiplied by any number of chunks without overflow.
  static let century = Duration.seconds(3_155_760_000)
}
