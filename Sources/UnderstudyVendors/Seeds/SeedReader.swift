import UnderstudyJSON

/// A reader of seed files. It collects every error before it throws.
package struct SeedReader {
  private let vendors: [Vendor]
  private let options: SeedReadingOptions
  private var seeds = SeedSet()
  private var errors: [LocatedError] = []
  /// The files in the order of reading.
  private var files: [SeedFile] = []
  private var entries: [SeedEntry] = []
  /// The file of each id in a list, for the error about a second use.
  private var origins: [SeedSet.TableID: [String: String]] = [:]

  /// Returns the seeds of all sources, with the warnings about them.
  /// - Throws: unreadable for the first such file, otherwise invalid with the errors of all files.
  package static func read(
    _ sources: [SeedSource], registry: Registry, _ options: SeedReadingOptions = SeedReadingOptions()
  ) throws(SeedLoadingError) -> SeedSet {
    try read(SeedTexts(of: sources), registry: registry, options)
  }

  /// Returns the seeds of texts that have been read.
  package static func read(
    _ texts: SeedTexts, registry: Registry, _ options: SeedReadingOptions
  ) throws(SeedLoadingError) -> SeedSet {
    var reader = SeedReader(vendors: registry.vendors, options: options)
    let empty = texts.sources.filter(\.files.isEmpty).map { LocatedError(aboutEmpty: $0.source) }
    for (_, files) in texts.sources { for file in files { reader.read(file) } }
    guard reader.errors.isEmpty else { throw .invalid(reader.errors) }
    let review = SeedReview(reader.entries, vendors: registry.vendors, options.switches)
    reader.seeds.warnings = empty + review.warnings(in: reader.files)
    if options.warnings == .refused, !reader.seeds.warnings.isEmpty { throw .invalid(reader.seeds.warnings) }
    return reader.seeds
  }

  package static func read(
    directories: [String], registry: Registry, _ options: SeedReadingOptions = SeedReadingOptions()
  ) throws(SeedLoadingError) -> SeedSet {
    try read(directories.map(SeedSource.directory), registry: registry, options)
  }

  private init(vendors: [Vendor], options: SeedReadingOptions) {
    self.vendors = vendors
    self.options = options
  }

  private mutating func read(_ file: SeedFile) {
    files.append(file)
    do {
      let document = try file.document()
      errors += file.located(read(document, file.name))
    } catch {
      errors.append(LocatedError(error, in: file.name))
    }
  }

  private mutating func read(_ document: JSON, _ file: String) -> [RecordError] {
    guard let members = document.members else {
      return [RecordError(path: .root, message: "a seed file must be an object, but is \(document.kind)")]
    }
    return members.flatMap { member -> [RecordError] in
      let path = Path.root.member(member.name)
      if member.name == "$schema" { return [] }
      guard let vendor = vendors.first(where: { $0.id == member.name }) else {
        return [unknown(member.name, at: path, "a vendor", among: vendors.map(\.id))]
      }
      guard let lists = member.value.members else {
        return [RecordError(path: path, message: "`\(path)` must be an object, but is \(member.value.kind)")]
      }
      return lists.flatMap { read($0.value, $0.name, of: vendor, at: path.member($0.name), file) }
    }
  }

  private mutating func read(
    _ value: JSON, _ name: String, of vendor: Vendor, at path: Path, _ file: String
  ) -> [RecordError] {
    guard let list = vendor.seedLists.first(where: { $0.name == name }) else {
      return [unknown(name, at: path, "a list of \(vendor.title)", among: vendor.seedLists.map(\.name))]
    }
    guard let elements = value.array else {
      return [RecordError(path: path, message: "`\(path)` must be an array, but is \(value.kind)")]
    }
    return elements.enumerated().flatMap { index, element -> [RecordError] in
      let path = path.element(index)
      guard let record = element.members else {
        return [RecordError(path: path, message: "`\(path)` must be an object, but is \(element.kind)")]
      }
      let errors = list.record.errors(in: record, at: path)
      return errors + keep(record, in: list, of: vendor, at: path, file)
    }
  }

  private mutating func keep(
    _ written: Members, in list: SeedList, of vendor: Vendor, at path: Path, _ file: String
  ) -> [RecordError] {
    let record = list.record.completing(written, startingAt: options.start)
    guard let identity = record[list.identity]?.string else { return [] }
    let id = list.canonicalID(identity)
    let table = SeedSet.TableID(vendor: vendor.id, table: list.name)
    if let origin = origins[table, default: [:]].updateValue(file, forKey: id) {
      let message = "`\(list.identity)` \"\(identity)\" is already used in \(origin)"
      return [RecordError(path: path.member(list.identity), message: message)]
    }
    entries.append(SeedEntry(file: files.count - 1, path: path, vendor: vendor, list: list, record: record))
    if let collection = list.collection {
      let startTimes = list.record.startTimeFields.map(\.key).filter { written[$0] == nil }
      seeds.agents.append(
        SeedSet.Agent(collection: collection, id: id, record: record, written: written, startTimes: startTimes))
    } else {
      seeds.records[table, default: []].append(record)
    }
    return []
  }

  private func unknown(_ name: String, at path: Path, _ expected: String, among known: [String]) -> RecordError {
    let hint = Suggestion.question(for: name, among: known, otherwise: "known: \(known.joined(separator: ", "))")
    return RecordError(path: path, message: "`\(name)` is not \(expected); \(hint)")
  }
}
