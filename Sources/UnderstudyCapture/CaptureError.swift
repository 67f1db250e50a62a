import UnderstudyJSON
import UnderstudyPlatform

/// Why a capture cannot be read.
package struct CaptureError: Error, Sendable, CustomStringConvertible {
  package enum Reason: Sendable {
    /// The system does not let the file be read, or it is no regular file.
    case unreadable
    /// The file is no HAR.
    case invalid
  }

  package let reason: Reason
  /// The path of the file as it was given.
  package let file: String
  /// Nil if the error concerns the whole file.
  package let position: Position?
  /// The value in the file, such as `log.entries[3].request.url`; the root is the empty path.
  package let path: Path
  /// The error as a sentence.
  package let message: String

  /// The error in the format of compilers, so that editors and terminals can jump to it.
  package var description: String {
    let place = position.map { ":\($0.line):\($0.column)" } ?? ""
    let pointer = path.description
    return "\(file)\(place): \(pointer.isEmpty ? "" : "\(pointer): ")\(message)"
  }
}

extension CaptureError {
  init(invalid file: String, _ message: String) {
    self.init(reason: .invalid, file: file, position: nil, path: .root, message: message)
  }

  init(unreadable file: String, _ error: SystemError) {
    self.init(
      reason: .unreadable, file: file, position: nil, path: .root, message: "cannot be read: \(error)")
  }

  /// The error of a file that another program has written to since the first reading.
  init(changed file: String) {
    self.init(invalid: file, "the file changed while it was read; read it again when its recorder has finished")
  }
}

/// An error in a part of a file.
struct CaptureFailure: Error {
  /// The offset of the part, in bytes; nil if the error concerns the whole file.
  var offset: Int?
  /// The position of the error in the part.
  var position = Position(line: 1, column: 1)
  var path: Path
  let message: String

  init(at offset: Int? = nil, _ path: Path, _ message: String) {
    self.offset = offset
    self.path = path
    self.message = message
  }
}

extension Position {
  /// Returns a position in a part of a text as one in the text.
  func inText(fromPart start: Position) -> Position {
    line == 1
      ? Position(line: start.line, column: start.column + column - 1)
      : Position(line: start.line + line - 1, column: column)
  }
}
