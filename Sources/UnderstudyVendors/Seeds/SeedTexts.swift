import UnderstudyPlatform

/// The texts of all seed files, read together.
package struct SeedTexts: Sendable {
  let sources: [(source: SeedSource, files: [SeedFile])]

  /// - Throws: unreadable for the first file or directory that cannot be read.
  package init(
    of sources: [SeedSource], _ limit: SourceFileReader.Limit = .none
  ) throws(SeedLoadingError) {
    var reader = SourceFileReader(limit)
    var read: [(SeedSource, [SeedFile])] = []
    for source in sources { read.append((source, try source.files(&reader))) }
    self.sources = read
  }

  /// Adds the names and contents of the files.
  package func hash(into hasher: inout Hasher) {
    for (_, files) in sources {
      for file in files {
        hasher.combine(file.name)
        file.bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
      }
    }
  }
}
