import UnderstudyVendors

/// What a server begins with: keys, accounts and agents, as seed files have them.
///
/// `understudy check` and ``MockServer/init(seeds:port:frozenAt:disabledRules:enabledRules:)`` say every mistake in
/// them, and the repository's `seed-data` shows what they look like.
public struct SeedData: Sendable {
  let sources: [SeedSource]

  /// Every `*.json` below these directories, in lexical order, except `*.schema.json`.
  public static func directory(_ paths: String...) -> SeedData {
    SeedData(sources: paths.map(SeedSource.directory))
  }

  /// These seed files.
  public static func files(_ paths: String...) -> SeedData { SeedData(sources: paths.map(SeedSource.file)) }

  /// The text of a seed file, as JSON. A mistake in it is named as one in the file `seeds`.
  public static func json(_ text: String) -> SeedData { SeedData(sources: [.text(text, name: "seeds")]) }
}
