import UnderstudyJSON

/// Everything that is wrong with a document sent to the control plane, in the form in which WireMock says it.
package struct DocumentErrors: Error, Sendable, Equatable {
  package struct DocumentError: Sendable, Equatable {
    /// WireMock's number for the kind of mistake; 10 is a document that cannot be used.
    package let code: Int
    /// The JSON Pointer of the value that is wrong; nil if the document is not JSON.
    package let pointer: String?
    package let title: String
    /// What is wrong, and what would be right.
    package let detail: String

    package init(code: Int = 10, pointer: String?, title: String = "Error parsing JSON", detail: String) {
      self.code = code
      self.pointer = pointer
      self.title = title
      self.detail = detail
    }
  }

  /// At least one.
  package let list: [DocumentError]

  package init(_ list: [DocumentError]) { self.list = list }

  /// The mistake of a body that is not JSON at all.
  package init(_ error: ReadError) {
    self.init([DocumentError(pointer: nil, detail: "the body must be JSON: \(error)")])
  }

  /// The body of the 422 answer.
  package var json: JSON {
    let errors = list.map { mistake -> JSON in
      let source: JSON = mistake.pointer.map { ["pointer": .string($0)] } ?? [:]
      return [
        "code": .number(Number(mistake.code)), "source": source, "title": .string(mistake.title),
        "detail": .string(mistake.detail),
      ]
    }
    return ["errors": .array(errors)]
  }
}

/// The mistakes that are found while one document is read.
final class Findings {
  private(set) var list: [DocumentErrors.DocumentError] = []
  /// A document can have as many mistakes as it has bytes; nobody reads more than these.
  private static let most = 100

  /// Compiling an expression takes up to 30 µs a byte, and a document could be full of them.
  private var expressionBytesLeft = 20_000

  var isFull: Bool { list.count >= Self.most }

  /// - Returns: false where all expressions of the document together are longer than any that people write.
  func admitsExpression(_ bytes: Int) -> Bool {
    expressionBytesLeft -= bytes
    return expressionBytesLeft >= 0
  }

  func note(_ detail: String, at path: Path) {
    guard !isFull else { return }
    list.append(DocumentErrors.DocumentError(pointer: path.pointer, detail: detail))
  }
}
