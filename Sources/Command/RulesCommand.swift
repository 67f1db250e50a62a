import ArgumentParser
import JSON
import Schema
import Vendors

/// `understudy rules`: every rule that can be switched, and the checks that cannot.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "List every rule: what it demands, where that is written, whether it is on.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @ArgumentParser.Option(help: "How to print them.")
  var format = Format.table

  func run() {
    let registry = Registry()
    switch format {
    case .json: StandardOutput.write(json(registry).prettyText)
    case .table: StandardOutput.write(table(registry))
    }
  }

  private func json(_ registry: Registry) -> JSON {
    [
      "rules": .array(
        registry.rules.map { endpoint, rule in
          [
            "id": .string(rule.id),
            "subject": .string(rule.subject),
            "sentence": .string(rule.sentence),
            "source": .string(rule.source.kind),
            "document": .string(endpoint.document),
            "place": .string(rule.source.place),
            "default": rule.isOnByDefault ? "on" : "off",
          ]
        }),
      "alwaysOn": .array(
        registry.endpoints.flatMap { endpoint in
          Endpoint.AlwaysOn.allCases.map { check in
            ["id": .string(endpoint.id(of: check)), "sentence": .string(check.sentence)]
          }
        }),
    ]
  }

  private func table(_ registry: Registry) -> String {
    let rows = registry.rules.map { _, rule in
      [
        rule.id, rule.isOnByDefault ? "on" : "off", "\(rule.source.kind): \(rule.source.place)", rule.sentence,
      ]
    }
    let always = registry.endpoints.flatMap { endpoint in
      Endpoint.AlwaysOn.allCases.map { [endpoint.id(of: $0), "always", "", $0.sentence] }
    }
    return Table(header: ["RULE", "DEFAULT", "SOURCE", "DEMANDS"], rows: rows + always).text
  }
}

/// Rows in columns as wide as their widest cell.
private struct Table {
  let header: [String]
  let rows: [[String]]

  var text: String {
    let lines = [header] + rows
    let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      let cells = zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      return cells.joined(separator: "  ").trimmingSuffix(while: \.isWhitespace) + "\n"
    }.joined()
  }
}

extension String {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
    var text = self[...]
    while let last = text.last, predicate(last) { text.removeLast() }
    return text
  }
}
