import UnderstudyJSON

/// The text of one seed file, and its name in errors.
struct SeedFile: Sendable {
  let name: String
  let bytes: [UInt8]

  /// The depth of a request's body, plus the levels of list, vendor and document around an exported agent.
  private static let depth = 128 + 3

  func document() throws(ReadError) -> JSON {
    try JSON(reading: bytes, maximumDepth: Self.depth, duplicates: .refused)
  }

  /// Returns errors with their positions, for which the text is read a second time.
  func located(_ errors: [RecordError]) -> [SeedError] {
    guard !errors.isEmpty else { return [] }
    let positions = JSON.positions(of: Set(errors.map(\.path)), in: bytes, maximumDepth: Self.depth)
    return errors.map { error in
      SeedError(
        file: name, position: positions[error.path] ?? .start, pointer: error.path.pointer, message: error.message)
    }
  }
}

extension Position {
  fileprivate static let start = Position(line: 1, column: 1)
}

extension SeedError {
  /// The warning about a directory without seed files.
  init(aboutEmpty source: SeedSource) {
    self.init(
      file: source.path, position: .start, pointer: "", message: "the directory has no seed files: no \(source)")
  }
}
