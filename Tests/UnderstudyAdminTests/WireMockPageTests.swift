import Foundation
import Testing
@testable import UnderstudyAdmin
import UnderstudyJSON
import UnderstudyTestSupport
@testable import UnderstudyWireMock

/// Compares the tables of `docs/wiremock.md` with the server.
@Suite("The page about WireMock", .waits) struct WireMockPageTests {
  enum Status: String { case supported, differs, missing }

  struct Row: CustomTestStringConvertible {
    let name: String
    let status: Status
    /// The cells after the status.
    let rest: [String]

    var testDescription: String { "\(name) \(status.rawValue)" }
    /// The example in the cell after the status.
    var example: JSON {
      get throws { try JSON(text: #require(rest.first?.firstMatch(of: /`(.+)`/)).1.description) }
    }
  }

  /// Returns the rows of the table below a heading.
  private static func rows(_ heading: String) -> [Row] {
    let file = URL(filePath: #filePath).appending(path: "../../../docs/wiremock.md").standardizedFileURL
    let lines = ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n")
    let section = lines.drop { $0 != "## \(heading)" }.dropFirst().prefix { !$0.hasPrefix("## ") }
    return section.compactMap { line in
      let cells = line.split(separator: " | ", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: "| "))
      }
      guard line.hasPrefix("| `"), cells.count >= 2, let status = Status(rawValue: cells[1]) else { return nil }
      return Row(name: cells[0].replacing("`", with: ""), status: status, rest: Array(cells.dropFirst(2)))
    }
  }

  /// The routes of WireMock 3.13's admin API, without the page at its root.
  private static let calls = """
    POST /reset; GET /mappings; POST /mappings; DELETE /mappings; POST /mappings/edit; POST /mappings/save;
    POST /mappings/reset; GET /mappings/unmatched; DELETE /mappings/unmatched; GET /mappings/{id}; PUT /mappings/{id};
    POST /mappings/remove; DELETE /mappings/{id}; POST /mappings/find-by-metadata; POST /mappings/remove-by-metadata;
    POST /mappings/import; GET /files; PUT /files/**; DELETE /files/**; GET /files/**; GET /scenarios;
    POST /scenarios/reset; PUT /scenarios/{name}/state; GET /requests; DELETE /requests; POST /requests/count;
    POST /requests/find; GET /requests/unmatched; GET /requests/unmatched/near-misses; GET /requests/{id};
    DELETE /requests/{id}; POST /requests/remove; POST /requests/remove-by-metadata; POST /recordings/snapshot;
    POST /recordings/start; POST /recordings/stop; GET /recordings/status; GET /recorder; POST /near-misses/request;
    POST /near-misses/request-pattern; GET /settings; PUT /settings; POST /settings; PATCH /settings/extended;
    POST /shutdown; GET /docs/swagger; GET /docs; GET /certs/wiremock-ca.crt; GET /health; GET /version
    """

  @Test func `has every call of WireMock once`() {
    let names = Self.rows("Calls").map(\.name)
    #expect(Set(names).count == names.count)
    let calls = Self.calls.split { ";\n".contains($0) }.map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(Set(names) == Set(calls.filter { !$0.isEmpty }))
  }

  @Test("is true of each call", arguments: rows("Calls"))
  func call(_ row: Row) throws {
    let parts = row.name.split(separator: " ").map(String.init)
    let (method, path) = (try #require(parts.first), try #require(parts.last))
    let isRoute = AdminRoute.all.contains { $0.method == method && $0.path.description == path }
    let isListed = UnsupportedCall.all.contains { $0.method == method && $0.path == path }
    #expect(isRoute == (row.status != .missing) && isListed == (row.status == .missing))
    #expect(row.status == .supported || row.rest.first?.isEmpty == false, "it says how, or what to use")
    guard row.status == .missing else { return }
    let answer = try FreshServer().admin(method, path.replacing("**", with: "a/b.json"))
    #expect(try answer.status == 501 && answer[at: "/errors/0/title"] == "Not supported")
    #expect(try answer[at: "/errors/0/detail"]?.string?.contains("\(path) of WireMock is not supported; ") == true)
  }

  @Test("is true of each member of a request pattern", arguments: rows("Request patterns"))
  func member(_ row: Row) throws {
    let example = try row.example
    #expect(example.members?.first?.name == row.name && example.members?.count == 1)
    try Self.expect(row.status) { () throws(DocumentErrors) in _ = try RequestPattern(reading: example) }
  }

  @Test("is true of each matcher", arguments: rows("Matchers"))
  func matcher(_ row: Row) throws {
    let example = try row.example
    #expect(example.members?.first?.name == row.name)
    let places: [JSON] = [
      ["bodyPatterns": [example]], ["headers": ["X-A": example]], ["queryParameters": ["a": example]],
      ["bodyPatterns": [["matchesJsonPath": .object(Self.joined(["expression": "$.a"], example))]]],
    ]
    let isEverywhere = row.rest.last?.hasPrefix("everywhere") == true
    for (index, pattern) in places.enumerated() where index == 0 || isEverywhere || row.status == .missing {
      try Self.expect(row.status) { () throws(DocumentErrors) in _ = try RequestPattern(reading: pattern) }
    }
    guard row.status != .missing, !isEverywhere else { return }
    #expect(throws: DocumentErrors.self) { try RequestPattern(reading: places[1]) }
  }

  @Test func `has every matcher that the reader of patterns knows`() {
    let rows = Self.rows("Matchers")
    let missing = rows.filter { $0.status == .missing }.map(\.name)
    #expect(Set(missing) == Set(MatcherName.unsupported.map(\.key)))
    #expect(Set(rows.map(\.name)).subtracting(missing) == Set(MatcherName.allCases.map(\.rawValue)))
    #expect(Set(rows.map(\.name)).count == rows.count)
  }

  @Test func `names every placeholder`() {
    let cell = Self.rows("Matchers").first { $0.name == "equalToJson" }?.rest.last ?? ""
    for placeholder in Placeholder.allCases {
      #expect(cell.contains("`\(placeholder.rawValue)`"), "\(placeholder)")
    }
  }

  private static func joined(_ first: Members, _ second: JSON) -> Members {
    (second.members ?? [:]).reduce(into: first) { $0[$1.name] = $1.value }
  }

  /// Expects the reader to accept a pattern, or to say that it is not supported.
  private static func expect(_ status: Status, _ read: () throws(DocumentErrors) -> Void) throws {
    do throws(DocumentErrors) {
      try read()
      #expect(status != .missing)
    } catch {
      let details = error.list.map(\.detail)
      #expect(status == .missing && details.contains { $0.contains("is not supported; ") }, "\(details)")
    }
  }
}
