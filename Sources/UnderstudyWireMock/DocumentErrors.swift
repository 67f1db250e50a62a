import UnderstudyJSON

/// One error in a document, as WireMock reports it.
package struct DocumentError: Sendable, Equatable {
  /// WireMock's error number; 10 is a document that cannot be used.
  package let code: Int
  /// The JSON Pointer of the invalid value; nil if the document is not JSON.
  package let pointer: String?
  package let title: String
  /// What is wrong, and what is valid.
  package let detail: String

  package init(code: Int = 10, pointer: String?, title: String = "Error parsing JSON", detail: String) {
    self.code = code
    self.pointer = pointer
    self.title = title
    self.detail = detail
  }
}

/// All errors in a document that was sent to the admin API.
package struct DocumentErrors: Error, Sendable, Equatable {
  /// At least one.
  package let list: [DocumentError]

  package init(_ list: [DocumentError]) { self.list = list }

  /// The error of a body that is not JSON.
  package init(_ error: ReadError) {
    self.init([DocumentError(pointer: nil, detail: "the body must be JSON: \(error)")])
  }

  /// The body of the 422 answer.
  package var json: JSON {
    let errors = list.map { error -> JSON in
      [
        "code": .number(Number(error.code)), "source": error.pointer.map { ["pointer": .string($0)] } ?? [:],
        "title": .string(error.title), "detail": .string(error.detail),
      ]
    }
    return ["errors": .array(errors)]
  }
}

/// The errors that are found while one document is read.
final class DocumentErrorCollector {
  private(set) var list: [DocumentError] = []
  /// A document can have as many errors as bytes, but this many are enough for a reader.
  private static let limit = 100

  /// Compiling a regular expression takes up to 30 µs a byte, and a document could be full of them.
  private var expressionBytesLeft = 20_000

  var isFull: Bool { list.count >= Self.limit }

  /// Subtracts an expression from the length of all expressions, and returns whether it may be compiled.
  func reserveExpression(bytes: Int) -> Bool {
    expressionBytesLeft -= bytes
    return expressionBytesLeft >= 0
  }

  func add(_ detail: String, at path: Path) {
    guard !isFull else { return }
    list.append(DocumentError(pointer: path.pointer, detail: detail))
  }
}
