import ArgumentParser
import Understudy
import UnderstudyPlatform
import UnderstudyVendors

/// `understudy init`: writes the built-in seeds to files.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Write the built-in seed files and their JSON Schema to a directory, to edit.",
    discussion: "`serve` reads `seed-data` if it exists, and other directories by --seed-data. No file is replaced."
  )

  @Argument(help: ArgumentHelp("The directory; it is created if it is missing.", valueName: "dir"))
  var directory = SeedDirectory.standard

  func validate() throws {
    guard !directory.isEmpty else { throw ValidationError("the directory is empty; name one, or leave it out") }
  }

  func run() throws {
    let files = BuiltInSeeds.files.map { (name: $0.name, text: String(decoding: $0.bytes, as: UTF8.self)) }
    let paths = try exiting { try SeedOutput(directory, of: "init").write(files) }
    for path in paths { StandardError.writeLine("wrote \(path)") }
  }
}
