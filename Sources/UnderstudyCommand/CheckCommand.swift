import ArgumentParser
import Foundation
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyVendors

/// `understudy check`: validates seed files.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Report every error in seed files, as file:line:column.",
    discussion: """
      Warnings are about what is valid, but probably not intended: a reference that no seed has, a value that the \
      vendor does not list, an agent that no update could pass, a directory without seeds.
      """)

  @Argument(
    help: ArgumentHelp(
      "The directories and files to check, together; by default, the directories that `serve` reads.",
      valueName: "path"))
  var paths: [String] = []
  @Flag(help: "Treat warnings as errors.")
  var strict = false
  @Flag(help: "Print the JSON Schema of seed files instead.")
  var printSchema = false

  func validate() throws {
    guard !paths.contains("") else { throw ValidationError("a path is empty; name a directory or a file") }
    guard let path = paths.first, printSchema else { return }
    throw ValidationError("--print-schema reads no seed files; remove \(path)")
  }

  func run() throws {
    let registry = Registry()
    if printSchema { return StandardOutput.write(SeedSchema.document(registry).prettyText) }
    let paths = paths.isEmpty ? EnvironmentVariables.current.seedDirectories : paths
    let options = SeedReadingOptions(warnings: strict ? .refused : .reported)
    let seeds = try exiting { try SeedReader.read(paths.map(SeedSource.init), registry: registry, options) }
    for warning in seeds.warnings { StandardError.writeLine("\(warning)") }
    StandardOutput.write(Self.summary(of: seeds))
  }

  private static func summary(of seeds: SeedSet) -> String {
    let records = seeds.records.values.map(\.count).reduce(0, +)
    let count = seeds.warnings.count
    let warnings = count == 0 ? "" : ", \(count) \(count == 1 ? "warning" : "warnings")"
    return "ok: \(seeds.agents.count) agents, \(records) other records\(warnings)\n"
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
