import UnderstudyVendors

extension MockServer {
  /// Keys, accounts and agents that a server starts with, in the form of seed files.
  ///
  /// `understudy check` and ``MockServer/init(seeds:port:frozenAt:profile:disabledRules:enabledRules:tls:)`` report every error in
  /// them. The repository's directory `seed-data` has examples.
  public struct SeedData: Sendable {
    let sources: [SeedSource]

    /// All files `*.json` in these directories and their subdirectories, in lexical order, except `*.schema.json`.
    public static func directory(_ paths: String...) -> SeedData {
      SeedData(sources: paths.map(SeedSource.directory))
    }

    /// The seed files at these paths.
    public static func files(_ paths: String...) -> SeedData { SeedData(sources: paths.map(SeedSource.file)) }

    /// The seeds that are part of the library: those of the repository's directory `seed-data`.
    public static let builtIn = SeedData(sources: [.builtIn])

    /// The text of a seed file, as JSON. Errors name the file `seeds`.
    public static func json(_ text: String) -> SeedData { SeedData(sources: [.text(text, name: "seeds")]) }
  }
}
