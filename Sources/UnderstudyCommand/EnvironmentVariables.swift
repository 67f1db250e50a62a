import ArgumentParser
import Foundation
import UnderstudyJSON

/// The environment variables that set options: `UNDERSTUDY_SEED_DATA` sets `--seed-data`.
struct EnvironmentVariables {
  static let prefix = "UNDERSTUDY_"
  private static let commands = UnderstudyCommand.configuration.subcommands
  /// The variables of this program. An empty one counts as unset, as in compose files.
  private let variables: [String: String]

  static var current: EnvironmentVariables { EnvironmentVariables(ProcessInfo.processInfo.environment) }

  init(_ variables: [String: String]) {
    self.variables = variables.filter { $0.key.hasPrefix(Self.prefix) && !$0.value.isEmpty }
  }

  /// Returns the arguments, completed with an option for each variable whose option is not among them.
  /// - Throws: `ValidationError` that names the variable with an invalid value.
  func completing(_ arguments: [String]) throws -> [String] {
    let asksForHelp =
      arguments.first == "help"
      || arguments.prefix { $0 != "--" }.contains { ["--help", "-h", "--version"].contains($0) }
    guard !variables.isEmpty, !asksForHelp else { return arguments }
    let named = Self.commands.first { $0.configuration.commandName == arguments.first }
    let (command, own) = (named ?? ServeCommand.self, arguments.dropFirst(named == nil ? 0 : 1))
    // What follows belongs to the command that `run` runs.
    let options = own.prefix { $0 != "--" }
    let added = try OptionDescription.all(of: command).flatMap { option -> [String] in
      guard !options.contains(where: option.isGiven), let value = variables[option.variable] else { return [] }
      return try option.arguments(value, for: command)
    }
    return arguments.prefix(named == nil ? 0 : 1) + added + own
  }

  /// The values of the variables.
  var values: [String] { Array(variables.values) }

  /// The directories that a server reads seeds from if its arguments name none; none for the built-in seeds.
  var seedDirectories: [String] {
    variables[Self.prefix + "SEED_DATA"].map(OptionDescription.list) ?? SeedDirectory.existing
  }

  /// The variables that are no options: `run` sets them for its command, and `BINARY` is for the packages of other languages,
  /// which then start that program.
  static let set = ["URL", "HTTPS_URL", "CA", "BINARY"].map { prefix + $0 }

  /// A sentence for each unknown variable, with the nearest known one.
  var warnings: [String] {
    // Describing the commands takes the parser some milliseconds.
    guard !variables.isEmpty else { return [] }
    let known = Set(Self.commands.flatMap(OptionDescription.all).map(\.variable))
    return variables.keys.filter { !known.contains($0) && !Self.set.contains($0) }.sorted().map { name in
      // Without the common prefix, which would make all names similar.
      let nearest = String(name.dropFirst(Self.prefix.count))
        .nearest(among: known.sorted().map { String($0.dropFirst(Self.prefix.count)) })
      let hint = Suggestion.clause(nearest.map { Self.prefix + $0 }, in: .none)
      return "the environment variable \(name) is unknown and is ignored\(hint)"
    }
  }

  /// Returns the options of a server in effect, and the origin of each.
  /// - Parameters:
  ///   - arguments: the arguments of the process, without those that ``completing(_:)`` adds.
  ///   - command: the command that runs the server.
  func provenance(_ arguments: [String], of command: ParsableCommand.Type) -> [JSON] {
    let options = Array(arguments.prefix { $0 != "--" })
    return OptionDescription.all(of: command).map { option in
      var (value, origin) = (option.defaultValue, "default")
      let given = option.values(in: options)
      if !given.isEmpty {
        (value, origin) = (option.json(given), "flag")
      } else if let text = variables[option.variable],
        let arguments = try? option.arguments(text, for: command)
      {
        (value, origin) = (option.json(option.values(in: arguments)), "variable")
      }
      return ["name": .string(option.name), "value": value, "origin": .string(origin)]
    }
  }
}

/// An option in the argument parser's description of a command.
private struct OptionDescription {
  let name: String
  let isFlag: Bool
  let isRepeating: Bool
  /// The default value in the help text; null if there is none.
  let defaultValue: JSON

  var variable: String { EnvironmentVariables.prefix + name.uppercased().replacing("-", with: "_") }

  /// Returns the values of the option in the arguments; for a flag, an empty string for each occurrence.
  func values(in arguments: [String]) -> [String] {
    arguments.indices.flatMap { index -> [String] in
      let argument = arguments[index]
      guard isGiven(argument) else { return [] }
      if isFlag { return [""] }
      let attached = argument.firstIndex(of: "=").map { String(argument[$0...].dropFirst()) }
      let following = arguments[(index + 1)...]
      // Of a repeatable option, several may follow, as of `--report junit report.xml`.
      guard isRepeating else { return [attached ?? following.first ?? ""] }
      return [attached].compactMap(\.self) + following.prefix { !$0.hasPrefix("-") }
    }
  }

  func json(_ values: [String]) -> JSON {
    if isFlag { return .bool(!values.isEmpty) }
    return isRepeating ? .array(values.map(JSON.string)) : values.last.map(JSON.string) ?? .null
  }

  func isGiven(_ argument: String) -> Bool { argument == "--\(name)" || argument.hasPrefix("--\(name)=") }

  static func list(_ value: String) -> [String] { value.split(separator: ",").map(String.init) }

  /// Returns arguments for a variable's value. Each is parsed alone first, so that an error names the variable.
  func arguments(_ value: String, for command: ParsableCommand.Type) throws -> [String] {
    let values = isRepeating ? Self.list(value) : [value]
    guard !values.isEmpty else {
      throw ValidationError("\(variable): \"\(value)\" is a list without values; name one, or remove the variable")
    }
    let arguments = isFlag ? try flag(value) : values.map { "--\(name)=\($0)" }
    do {
      _ = try command.parse(arguments)
    } catch {
      throw ValidationError("\(variable): \(command.message(for: error))")
    }
    return arguments
  }

  private func flag(_ value: String) throws -> [String] {
    switch value.lowercased() {
    case "1", "true", "yes", "on": return ["--\(name)"]
    case "0", "false", "no", "off": return []
    default: throw ValidationError("\(variable): \"\(value)\" must be true or false")
    }
  }

  /// Returns the options of a command from the parser's own description of it.
  static func all(of command: ParsableCommand.Type) -> [OptionDescription] {
    let description = try? JSON(reading: Array(command._dumpHelp().utf8))
    let arguments = description?.members?["command"]?.members?["arguments"]?.array ?? []
    return arguments.compactMap { argument in
      guard let argument = argument.members, let kind = argument["kind"]?.string, kind != "positional",
        let name = argument["names"]?.array?.compactMap(\.members).first(where: { $0["kind"] == "long" }),
        let long = name["name"]?.string, !["help", "version"].contains(long)
      else { return nil }
      let isFlag = kind == "flag"
      return OptionDescription(
        name: long, isFlag: isFlag, isRepeating: argument["isRepeating"] == true,
        defaultValue: isFlag ? false : argument["defaultValue"] ?? .null)
    }
  }
}
