import ArgumentParser
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyVendors

/// `understudy check`: validates seed files.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Report every error in seed files, as file:line:column.")

  @Argument(help: ArgumentHelp("The directories to check; by default, those that `serve` reads.", valueName: "dir"))
  var directories: [String] = []
  @Flag(help: "Print the JSON Schema of seed files instead.")
  var printSchema = false

  func run() throws {
    let registry = Registry()
    if printSchema { return StandardOutput.write(SeedSchema.document(registry).prettyText) }
    let directories = directories.isEmpty ? EnvironmentVariables.current.seedDirectories : directories
    let seeds = try exiting { try SeedReader.read(directories: directories, registry: registry) }
    let records = seeds.records.values.map(\.count).reduce(0, +)
    StandardOutput.write("ok: \(seeds.agents.count) agents, \(records) other records\n")
  }
}
