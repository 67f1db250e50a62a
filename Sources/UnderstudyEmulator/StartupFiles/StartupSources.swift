import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyVendors
import UnderstudyWireMock

/// The reason why seeds or mappings cannot be loaded.
package enum StartupFileError: Error {
  /// A directory or file could not be read. The sentence names it.
  case unreadable(Kind, String)
  /// The errors of all files.
  case invalid(seeds: [LocatedError], mappings: [LocatedError])

  package enum Kind: Sendable { case seeds, mappings }
}

/// The sources of what a server starts with: seeds and mappings.
package struct StartupSources: Sendable {
  package let seeds: [SeedSource]
  /// The directories of WireMock's mapping files.
  package let mappings: [String]
  let registry: Registry
  private let options: SeedReadingOptions
  private let limit: SourceFileReader.Limit

  /// The most files and bytes of each kind that are followed, twice a second.
  package static let followedLimit = SourceFileReader.Limit(entries: 10_000, bytes: 64 << 20)

  /// - Parameter limit: how much is read of the seeds. Of mappings, it is never more than ``followedLimit``.
  package init(
    seeds: [SeedSource], mappings: [String] = [], registry: Registry,
    _ options: SeedReadingOptions = SeedReadingOptions(), limit: SourceFileReader.Limit = .none
  ) {
    (self.seeds, self.mappings, self.registry) = (seeds, mappings, registry)
    (self.options, self.limit) = (options, limit)
  }

  /// Reads all files, and checks them.
  package func read() throws(StartupFileError) -> StartupRecords { try records(in: reading()) }

  /// Reads all files.
  package func reading() -> StartupReading {
    StartupReading(Result { () throws(StartupFileError) in try texts() })
  }

  private func texts() throws(StartupFileError) -> StartupTexts {
    do {
      return StartupTexts(
        seeds: try SeedTexts(of: seeds, limit), mappings: try StubTexts(below: mappings, Self.followedLimit))
    } catch SeedLoadingError.unreadable(let sentence) {
      throw .unreadable(.seeds, sentence)
    } catch StubFileError.unreadable(let sentence) {
      throw .unreadable(.mappings, sentence)
    } catch {
      throw .unreadable(.seeds, "\(error)")
    }
  }

  /// Checks what was read.
  package func records(in reading: StartupReading) throws(StartupFileError) -> StartupRecords {
    let texts = try reading.texts.get()
    let seeds = Result { () throws(SeedLoadingError) in
      try SeedReader.read(texts.seeds, registry: registry, options)
    }
    let mappings = Result { () throws(StubFileError) in
      try texts.mappings.mappings(upTo: Stubs.limit) { $0.scope.flatMap(registry.error) }
    }
    switch (seeds, mappings) {
    case (.success(let seeds), .success(let mappings)): return StartupRecords(seeds: seeds, mappings: mappings)
    default: throw .invalid(seeds: seeds.errors, mappings: mappings.errors)
    }
  }
}

/// The texts of the files of seeds and mappings.
struct StartupTexts: Sendable {
  let seeds: SeedTexts
  let mappings: StubTexts
}

/// What reading all files gave.
package struct StartupReading: Sendable {
  let texts: Result<StartupTexts, StartupFileError>
  /// Equal for files with the same names and contents, and for the same failure, within a process.
  let fingerprint: Int

  init(_ texts: Result<StartupTexts, StartupFileError>) {
    self.texts = texts
    var hasher = Hasher()
    switch texts {
    case .success(let texts):
      texts.seeds.hash(into: &hasher)
      texts.mappings.hash(into: &hasher)
    case .failure(let error): hasher.combine("\(error)")
    }
    fingerprint = hasher.finalize()
  }
}

/// The contents of the files of seeds and mappings.
package struct StartupRecords: Sendable {
  package let seeds: SeedSet
  package let mappings: [StubMapping]

  package init(seeds: SeedSet, mappings: [StubMapping] = []) { (self.seeds, self.mappings) = (seeds, mappings) }
}

extension Result where Failure == SeedLoadingError {
  fileprivate var errors: [LocatedError] { if case .failure(.invalid(let errors)) = self { errors } else { [] } }
}

extension Result where Failure == StubFileError {
  fileprivate var errors: [LocatedError] { if case .failure(.invalid(let errors)) = self { errors } else { [] } }
}
