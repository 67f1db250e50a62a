/// One HTTP answer as it came over the wire.
package struct RawAnswer: Sendable {
  package var status: Int
  /// The header fields in the order they were received.
  package var fields: [(name: String, value: String)] = []
  package var body: [UInt8] = []

  /// The body as text.
  package var text: String { String(decoding: body, as: UTF8.self) }

  /// The value of the first field with this name, whatever its case.
  package subscript(name: String) -> String? {
    fields.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// Reads status line and fields, without the empty line after them; nil when they are not HTTP.
  init?(head: ArraySlice<UInt8>) {
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
    let words = lines[0].split(separator: " ", maxSplits: 2)
    guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { return nil }
    self.status = status
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      fields.append((name: String(line[..<colon]), value: String(value)))
    }
  }
}
