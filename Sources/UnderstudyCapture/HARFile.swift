import Foundation
import Synchronization
import UnderstudyJSON

/// A HAR file that grows: it is complete after each exchange.
package final class HARFile: Sendable {
  private struct State {
    let file: FileHandle
    /// Where the next entry begins.
    var end: UInt64
    var isEmpty = true
  }

  private static let closing = Array("\n]}}\n".utf8)
  private let state: Mutex<State>

  /// Creates the file.
  package init(at path: String, version: String) throws {
    try Data().write(to: URL(filePath: path))
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    let creator = JSON.object(["name": "Understudy", "version": .string(version)])
    let opening = Array(#"{"log":{"version":"1.2","creator":\#(creator.text),"entries":["#.utf8)
    try file.write(contentsOf: Data(opening + Self.closing))
    state = Mutex(State(file: file, end: UInt64(opening.count)))
  }

  /// Appends an exchange.
  package func append(_ exchange: CapturedExchange) throws {
    try state.withLock { state in
      let entry = Array((state.isEmpty ? "\n" : ",\n").utf8) + exchange.har.bytes
      try state.file.seek(toOffset: state.end)
      try state.file.write(contentsOf: Data(entry + Self.closing))
      state.end += UInt64(entry.count)
      state.isEmpty = false
    }
  }
}

extension CapturedExchange {
  fileprivate var har: JSON {
    let milliseconds = Int((duration ?? .zero) / .milliseconds(1))
    let headers = { (fields: [(String, String)]) -> JSON in
      .array(fields.map { ["name": .string($0.0), "value": .string($0.1)] })
    }
    return [
      "startedDateTime": .string(started.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))),
      "time": .number(Number(milliseconds)),
      "request": [
        "method": .string(request.method), "url": .string(request.url), "httpVersion": "HTTP/1.1",
        "headers": headers(request.fields.map { ($0.name.rawName, $0.value) }), "postData": request.body.har,
      ],
      "response": [
        "status": .number(Number(response?.status ?? 0)),
        "headers": headers((response?.fields ?? [:]).map { ($0.name.rawName, $0.value) }),
        "content": response?.body.har ?? .null,
      ],
      "_understudy": .object(details),
    ]
  }
}

extension CapturedBody {
  fileprivate var har: JSON {
    switch self {
    case .whole(let bytes): ["text": .string(String(decoding: bytes, as: UTF8.self))]
    case .cut(let reason): ["comment": .string(reason)]
    }
  }
}

extension JSON {
  fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}
