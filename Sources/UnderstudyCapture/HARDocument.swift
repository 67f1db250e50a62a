import UnderstudyJSON

/// A HAR file as bytes: one line for each entry.
package struct HARDocument: Sendable {
  /// The whole text, which is valid after each exchange.
  package private(set) var bytes: [UInt8]
  private var isEmpty = true

  /// - Parameters:
  ///   - version: that of Understudy.
  ///   - details: the members of `_understudy` in the log.
  package init(version: String, details: Members = [:]) {
    bytes = Self.start(version: version, details: details) + Self.end
  }

  package mutating func append(_ exchange: CapturedExchange) {
    bytes.removeLast(Self.end.count)
    bytes += Self.separator(isFirst: isEmpty)
    bytes += exchange.harEntry.bytes
    bytes += Self.end
    isEmpty = false
  }
}

/// The parts of a document, of which a file is made.
extension HARDocument {
  /// The start of each document of Understudy.
  static let signature = Array(#"{"log":{"version":"1.2","creator":{"name":"Understudy","#.utf8)

  /// Returns the text before the first entry.
  static func start(version: String, details: Members = [:]) -> [UInt8] {
    var log: Members = ["version": "1.2", "creator": ["name": "Understudy", "version": .string(version)]]
    if !details.isEmpty { log["_understudy"] = .object(details) }
    // Without the braces that close the log and the document.
    return JSON.object(["log": .object(log)]).bytes.dropLast(2) + Array(#","entries":["#.utf8)
  }

  static func separator(isFirst: Bool) -> [UInt8] { Array((isFirst ? "\n" : ",\n").utf8) }

  /// The text behind the last entry.
  static let end = Array("\n]}}\n".utf8)
}
