/// The first error in a text that is not JSON.
package struct ReadError: Error, Sendable, Equatable {
  /// What was expected and found, such as `expected "," or "}" but found "]"`.
  package let reason: String
  package let position: Position
}

extension ReadError: CustomStringConvertible {
  package var description: String { "\(reason) at \(position)" }
}

/// A position in a text: line and column from 1, columns in Unicode scalars.
package struct Position: Sendable, Hashable {
  package let line: Int
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// - Parameters:
  ///   - offset: the offset in bytes, at most the length of the text.
  ///   - bytes: the text.
  init(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
    var line = 1
    var column = 1
    for byte in bytes.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0b1100_0000 != 0b1000_0000 {
        column += 1
      }
    }
    self.init(line: line, column: column)
  }
}

extension Position: CustomStringConvertible {
  package var description: String { "line \(line), column \(column)" }
}
