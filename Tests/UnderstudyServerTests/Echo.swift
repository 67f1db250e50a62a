import Synchronization
import UnderstudyHTTP
import UnderstudyServer

/// Answers with what it was asked: the request line, the fields but `Host`, and the body or its fate, as text.
@Sendable func echo(_ request: Request) -> Reply {
  var lines = ["\(request.method) \(request.target)"]
  lines += request.fields.filter { $0.name != .host }.map { "\($0.name.rawName)=[\($0.value)]" }
  switch request.body {
  case .complete(let bytes): lines.append(String(decoding: bytes, as: UTF8.self))
  case .tooLarge(let limit): return .immediate(Response(status: 413, body: Array("more than \(limit)".utf8)))
  }
  return .immediate(Response(status: 200, body: Array(lines.joined(separator: "\n").utf8)))
}

/// Keeps the requests it passes on to `echo`.
final class Recorder: Sendable {
  private let seen = Mutex<[Request]>([])

  var requests: [Request] { seen.withLock { $0 } }

  func answer(_ request: Request) -> Reply {
    seen.withLock { $0.append(request) }
    return echo(request)
  }
}
