/// One error in a JSON file, or a warning about it, with its place.
package struct LocatedError: Sendable, Equatable, CustomStringConvertible {
  package let file: String
  package let position: Position
  /// The JSON Pointer of the value; empty for the whole file.
  package let pointer: String
  /// The error as a sentence.
  package let message: String

  package init(file: String, position: Position, pointer: String, message: String) {
    self.file = file
    self.position = position
    self.pointer = pointer
    self.message = message
  }

  /// The error in the format of compilers, so that editors and terminals can jump to it.
  package var description: String {
    let place = pointer.isEmpty ? "" : "\(pointer): "
    return "\(file):\(position.line):\(position.column): \(place)\(message)"
  }
}

extension LocatedError {
  /// The error of a text that is not JSON.
  package init(_ error: ReadError, in file: String) {
    self.init(file: file, position: error.position, pointer: "", message: error.reason)
  }

  /// Returns errors about values with their positions, for which the text is read a second time.
  package static func locating(
    _ errors: [(path: Path, message: String)], in bytes: [UInt8], of file: String, maximumDepth: Int = 128
  ) -> [LocatedError] {
    guard !errors.isEmpty else { return [] }
    let positions = JSON.positions(of: Set(errors.map(\.path)), in: bytes, maximumDepth: maximumDepth)
    return errors.map { path, message in
      LocatedError(file: file, position: positions[path] ?? .start, pointer: path.pointer, message: message)
    }
  }
}
