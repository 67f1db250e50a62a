import HTTPTypes
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyWireMock

extension SentRequest {
  /// A request as it stands in a test: method and target, header fields, an empty line, the body.
  init(text: String) {
    let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
    let lines = parts[0].split(separator: "\n")
    let words = lines[0].split(separator: " ", maxSplits: 1)
    let fields = lines.dropFirst().compactMap { line -> HTTPField? in
      let field = line.split(separator: ": ", maxSplits: 1)
      return HTTPField.Name(String(field[0])).map {
        HTTPField(name: $0, value: field.count > 1 ? String(field[1]) : "")
      }
    }
    self.init(
      method: String(words[0]), target: String(words[1]), fields: HTTPFields(fields),
      body: parts.count > 1 ? Array(parts[1].utf8) : [])
  }
}

extension RequestPattern {
  init(text: String) throws { try self.init(reading: JSON(text: text)) }
}

/// The errors of a document, each as `pointer: detail`.
func mistakes<Value>(_ read: () throws(DocumentErrors) -> Value) -> [String] {
  do throws(DocumentErrors) {
    _ = try read()
    return []
  } catch {
    return error.list.map { "\($0.pointer ?? "-"): \($0.detail)" }
  }
}
