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
  func located(_ errors: [RecordError]) -> [LocatedError] {
    LocatedError.locating(errors.map { ($0.path, $0.message) }, in: bytes, of: name, maximumDepth: Self.depth)
  }
}

extension LocatedError {
  /// The warning about a directory without seed files.
  init(aboutEmpty source: SeedSource) {
    self.init(
      file: source.path, position: .start, pointer: "",
      message: "the directory has no seed files: no \(source); `understudy init` writes the built-in ones")
  }
}
