import ArgumentParser

/// The options about files that are read at the start, besides seeds.
struct StartupFileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Give every sandbox the mappings of every *.json below this directory, in WireMock's format; repeatable.",
      valueName: "dir"))
  var mappings: [String] = []
  @Flag(help: "Read seeds and mappings again whenever their files change; invalid files change nothing.")
  var watch = false

  func validate() throws {
    guard !mappings.contains("") else {
      throw ValidationError("--mappings is empty; name a directory, or remove the option")
    }
  }
}
