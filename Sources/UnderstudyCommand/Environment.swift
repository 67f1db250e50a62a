import ArgumentParser
import Foundation
import Understudy
import UnderstudyJSON

/// The environment twins of options: `UNDERSTUDY_SEED_DATA` stands in for `--seed-data`.
struct Environment {
  static let prefix = "UNDERSTUDY_"
  /// The twins that have a value; an empty one counts as unset, as in compose files.
  private let variables: [String: String]

  static var current: Environment { Environment(ProcessInfo.processInfo.environment) }

  init(_ variables: [String: String]) {
    self.variables = variables.filter { $0.key.hasPrefix(Self.prefix) && !$0.value.isEmpty }
  }

  /// The arguments with an option for each variable whose option is not there.
  /// - Throws: `ValidationError` that names the variable whose value its option does not take.
  func completing(_ arguments: [String]) throws -> [String] {
    let isQuestion = ["help", "--help", "-h", "--version"].contains(arguments.first)
    guard !variables.isEmpty, !isQuestion else { return arguments }
    let (command, name) = Self.command(chosenBy: arguments)
    let own = arguments.dropFirst(name == nil ? 0 : 1)
    var added: [String] = []
    for option in Option.all(of: command) where !own.contains(where: option.isGiven) {
      guard let value = variables[option.variable] else { continue }
      added += try option.arguments(value, for: command)
    }
    return (name.map { [$0] } ?? []) + added + own
  }

  /// Where a server reads seeds that is told nothing by its arguments.
  var seedDirectories: [String] {
    variables[Self.prefix + "SEED_DATA"].map(Option.list) ?? [SeedDirectory.standard]
  }

  /// One sentence for each variable that is no option's twin, with the nearest that is.
  var warnings: [String] {
    // Nearly always there are none, and the parser takes its time to describe the commands.
    guard !variables.isEmpty else { return [] }
    let known = Set(Self.commands.flatMap(Option.all).map(\.variable))
    return variables.keys.filter { !known.contains($0) }.sorted().map { name in
      // What all names begin with would make any two look alike.
      let nearest = String(name.dropFirst(Self.prefix.count))
        .nearest(among: known.sorted().map { String($0.dropFirst(Self.prefix.count)) })
      let hint = Suggestion.clause(nearest.map { Self.prefix + $0 }, in: .none)
      return "the variable \(name) is not known and was ignored\(hint)"
    }
  }

  /// The options of a server as they are in force, and where each comes from.
  /// - Parameter arguments: of the process, without what ``completing(_:)`` adds.
  func provenance(_ arguments: [String]) -> [Settings.Option] {
    Option.all(of: ServeCommand.self).map { option in
      let given = option.values(in: arguments)
      if !given.isEmpty { return Settings.Option(name: option.name, value: option.json(given), origin: "flag") }
      if let value = variables[option.variable],
        let arguments = try? option.arguments(value, for: ServeCommand.self)
      {
        let value = option.json(option.values(in: arguments))
        return Settings.Option(name: option.name, value: value, origin: "variable")
      }
      return Settings.Option(name: option.name, value: option.defaultValue, origin: "default")
    }
  }

  private static let commands = UnderstudyCommand.configuration.subcommands

  private static func command(chosenBy arguments: [String]) -> (ParsableCommand.Type, name: String?) {
    guard let name = arguments.first,
      let command = commands.first(where: { $0.configuration.commandName == name })
    else { return (ServeCommand.self, nil) }
    return (command, name)
  }
}

/// An option as the argument parser describes it.
private struct Option {
  let name: String
  let isFlag: Bool
  let isRepeating: Bool
  /// As the help says it; null where there is none.
  let defaultValue: JSON

  var variable: String {
    Environment.prefix + name.uppercased().replacing("-", with: "_")
  }

  /// The values that arguments give to the option; of a flag, an empty one each time.
  func values(in arguments: [String]) -> [String] {
    arguments.indices.compactMap { index in
      let argument = arguments[index]
      guard isGiven(argument) else { return nil }
      if isFlag { return "" }
      if let sign = argument.firstIndex(of: "=") { return String(argument[sign...].dropFirst()) }
      return index + 1 < arguments.count ? arguments[index + 1] : ""
    }
  }

  func json(_ values: [String]) -> JSON {
    if isFlag { return .bool(!values.isEmpty) }
    return isRepeating ? .array(values.map(JSON.string)) : values.last.map(JSON.string) ?? .null
  }

  func isGiven(_ argument: String) -> Bool { argument == "--\(name)" || argument.hasPrefix("--\(name)=") }

  static func list(_ value: String) -> [String] { value.split(separator: ",").map(String.init) }

  /// Each argument is parsed on its own first, so that a mistake is reported with the variable's name.
  func arguments(_ value: String, for command: ParsableCommand.Type) throws -> [String] {
    let values = isRepeating ? Self.list(value) : [value]
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
    default: throw ValidationError("\(variable): \"\(value)\" is neither true nor false")
    }
  }

  /// Read from the parser's own description of the command, so that no option is listed twice.
  static func all(of command: ParsableCommand.Type) -> [Option] {
    let description = try? JSON(reading: Array(command._dumpHelp().utf8))
    let arguments = description?.members?["command"]?.members?["arguments"]?.array ?? []
    return arguments.compactMap { argument in
      guard let argument = argument.members, let kind = argument["kind"]?.string, kind != "positional",
        let name = argument["names"]?.array?.compactMap(\.members).first(where: { $0["kind"] == "long" }),
        let long = name["name"]?.string, !["help", "version"].contains(long)
      else { return nil }
      let isFlag = kind == "flag"
      return Option(
        name: long, isFlag: isFlag, isRepeating: argument["isRepeating"] == true,
        defaultValue: isFlag ? false : argument["defaultValue"] ?? .null)
    }
  }
}
