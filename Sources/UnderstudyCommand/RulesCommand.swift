import ArgumentParser
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyVendors

/// `understudy rules`: prints all rules, and the checks that cannot be switched off.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "List all rules, or a vendor's, with their requirement, their source and their default.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, markdown }

  @Argument(help: ArgumentHelp("The vendor whose rules are listed; by default, all.", valueName: "vendor"))
  var vendor: String?
  @ArgumentParser.Option(help: "The output format.")
  var format = Format.table
  @ArgumentParser.Option(
    help: ArgumentHelp("Link each rule to the transcript in this directory that shows it.", valueName: "dir"))
  var transcripts: String?

  private static let vendors = Registry().vendors

  func validate() throws {
    let known = Self.vendors.map(\.id)
    if let vendor, !known.contains(vendor) {
      let hint = Suggestion.question(
        for: vendor, among: known, in: .doubleQuotes, otherwise: "known: \(known.joined(separator: ", "))")
      throw ValidationError("\"\(vendor)\" is not a vendor; \(hint)")
    }
    guard transcripts == nil || format == .markdown else {
      throw ValidationError("--transcripts requires --format markdown")
    }
  }

  private func index() throws -> TranscriptIndex? {
    do {
      return try transcripts.map(TranscriptIndex.init)
    } catch {
      throw ValidationError("--transcripts \(transcripts ?? "") cannot be read")
    }
  }

  func run() throws {
    let registry = Registry(Self.vendors.filter { vendor == nil || $0.id == vendor })
    switch format {
    case .table: StandardOutput.write(table(registry))
    case .json: StandardOutput.write(json(registry).prettyText)
    case .markdown: StandardOutput.write(RulesPage(registry: registry, transcripts: try index()).text)
    }
  }

  private func json(_ registry: Registry) -> JSON {
    [
      "rules": .array(registry.rules.map { .object($0.rule.listing(of: $0.surface)) }),
      "alwaysOn": registry.alwaysOnListing,
    ]
  }

  private func table(_ registry: Registry) -> String {
    let rows = registry.rules.map { _, rule in
      [rule.id, rule.isOnByDefault ? "on" : "off", "\(rule.source.kind): \(rule.source.place)", rule.summary]
    }
    let always = registry.alwaysOnRules.map { [$0.rule.id, "always", "", $0.rule.summary] }
    return text([["RULE", "DEFAULT", "SOURCE", "DEMANDS"]] + rows + always)
  }

  /// Returns a table's lines in aligned columns. The last column needs no space behind it.
  private func text(_ lines: [[String]]) -> String {
    let widths = (0..<3).map { column in lines.map { $0[column].count }.max() ?? 0 } + [0]
    return lines.map { line in
      let cells = zip(line, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.count)) }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}
