import ArgumentParser
import Understudy
import UnderstudyJSON
import UnderstudyVendors

/// `understudy check`: are these seed files right?
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say every mistake in seed files, as file:line:column.")

  @Argument(
    help: ArgumentHelp("The directories to check; without any, those that `serve` reads.", valueName: "dir"))
  var directories: [String] = []
  @Flag(help: "Print the JSON Schema of seed files instead.")
  var printSchema = false

  func run() throws {
    let registry = Registry()
    if printSchema { return StandardOutput.write(SeedSchema.document(registry).prettyText) }
    let directories = directories.isEmpty ? Environment.current.seedDirectories : directories
    let seeds = try exiting { () throws(StartFailure) in
      do throws(SeedLoadingError) {
        return try SeedReader.read(directories: directories, registry: registry)
      } catch {
        throw StartFailure(error)
      }
    }
    let records = seeds.records.values.map(\.count).reduce(0, +)
    StandardOutput.write("ok: \(seeds.agents.count) agents, \(records) other records\n")
  }
}
