import ArgumentParser
import Foundation
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyVendors

/// `understudy check`: validates seed files, and mapping files.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Report every error in seed and mapping files, as file:line:column.",
    discussion: """
      Warnings are about what is valid, but probably not intended: a reference that no seed has, a value that the \
      vendor does not list, an agent that no update could pass, a directory without seeds.
      """)

  @Argument(
    help: ArgumentHelp(
      "The directories and files to check, together; by default, what `serve` reads.",
      valueName: "path"))
  var paths: [String] = []
  @Option(
    help: ArgumentHelp(
      "Check the mappings below this directory too, in WireMock's format; repeatable.", valueName: "dir"))
  var mappings: [String] = []
  @Flag(help: "Treat warnings as errors.")
  var strict = false
  @Flag(help: "Print the JSON Schema of seed files instead.")
  var printSchema = false

  func validate() throws {
    guard !mappings.contains("") else {
      throw ValidationError("--mappings is empty; name a directory, or remove the option")
    }
    guard !paths.contains("") else { throw ValidationError("a path is empty; name a directory or a file") }
    guard let path = paths.first, printSchema else { return }
    throw ValidationError("--print-schema reads no seed files; remove \(path)")
  }

  func run() throws {
    let registry = Registry()
    if printSchema { return StandardOutput.write(SeedSchema.document(registry).prettyText) }
    let seeds =
      paths.isEmpty
      ? SeedDirectory.sources(EnvironmentVariables.current.seedDirectories) : paths.map(SeedSource.init)
    let options = SeedReadingOptions(warnings: strict ? .refused : .reported)
    let records = try exiting {
      try StartupSources(seeds: seeds, mappings: mappings, registry: registry, options).read()
    }
    for warning in records.seeds.warnings { StandardError.writeLine("\(warning)") }
    StandardOutput.write(summary(of: records))
  }

  private func summary(of records: StartupRecords) -> String {
    let seeds = records.seeds
    let others = seeds.records.values.map(\.count).reduce(0, +)
    let mappings = mappings.isEmpty ? "" : ", \(records.mappings.count) mappings"
    let count = seeds.warnings.count
    let warnings = count == 0 ? "" : ", \(count) \(count == 1 ? "warning" : "warnings")"
    return "ok: \(seeds.agents.count) agents, \(others) other records\(mappings)\(warnings)\n"
  }
}

extension SeedSource {
  /// - Parameter path: The path of a file or of a directory.
  fileprivate init(_ path: String) {
    let type = try? FileManager.default.attributesOfItem(
      atPath: URL(filePath: path).resolvingSymlinksInPath().path)[
        .type]
    self = type as? FileAttributeType == .typeRegular ? .file(path) : .directory(path)
  }
}
