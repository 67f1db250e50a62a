import UnderstudyJSON

/// A reader of seed files. It collects every error before it throws.
package struct SeedReader {
  private let vendors: [Vendor]
  private var seeds = SeedSet()
  private var errors: [SeedError] = []
  /// The file of each id in a list, for the error about a second use.
  private var origins: [SeedSet.TableID: [String: String]] = [:]

  /// Returns the seeds of all sources.
  /// - Throws: unreadable for the first such file, otherwise invalid with the errors of all files.
  package static func read(_ sources: [SeedSource], registry: Registry) throws(SeedLoadingError) -> SeedSet {
    var reader = SeedReader(vendors: registry.vendors)
    for source in sources { for (name, bytes) in try source.texts() { reader.read(name, bytes) } }
    guard reader.errors.isEmpty else { throw .invalid(reader.errors) }
    return reader.seeds
  }

  package static func read(directories: [String], registry: Registry) throws(SeedLoadingError) -> SeedSet {
    try read(directories.map(SeedSource.directory), registry: registry)
  }

  /// The depth of a request's body, plus the levels of list, vendor and document around an exported agent.
  private static let depth = 128 + 3

  private init(vendors: [Vendor]) { self.vendors = vendors }

  private mutating func read(_ file: String, _ bytes: [UInt8]) {
    var found: [RecordError] = []
    do {
      let document = try JSON(reading: bytes, maximumDepth: Self.depth, duplicates: .refused)
      found = read(document, file)
    } catch {
      errors.append(SeedError(file: file, position: error.position, pointer: "", message: error.reason))
    }
    guard !found.isEmpty else { return }
    let positions = JSON.positions(of: Set(found.map(\.path)), in: bytes, maximumDepth: Self.depth)
    errors += found.map { error in
      SeedError(
        file: file, position: positions[error.path] ?? Position(line: 1, column: 1),
        pointer: error.path.pointer, message: error.message)
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
      return errors + keep(list.record.completing(record), in: list, of: vendor, at: path, file)
    }
  }

  private mutating func keep(
    _ record: Members, in list: SeedList, of vendor: Vendor, at path: Path, _ file: String
  ) -> [RecordError] {
    guard let identity = record[list.identity]?.string else { return [] }
    let id = list.canonicalID(identity)
    let table = SeedSet.TableID(vendor: vendor.id, table: list.name)
    if let origin = origins[table, default: [:]].updateValue(file, forKey: id) {
      let message = "`\(list.identity)` \"\(identity)\" is already used in \(origin)"
      return [RecordError(path: path.member(list.identity), message: message)]
    }
    if let collection = list.collection {
      seeds.agents.append(SeedSet.Agent(collection: collection, id: id, record: record))
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
