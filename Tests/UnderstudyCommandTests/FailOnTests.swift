import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("--fail-on", .waits) struct FailOnTests {
  /// Sends what a test suite may: a good update, a refused one, one with a misspelt member, one that goes nowhere.
  private func ending(_ arguments: [String], _ variables: [String: String] = [:]) throws -> Program.Ending {
    let server = try Serving(arguments + ["--log-level", "error"], variables)
    defer { server.kill() }
    for body in [#"{"temperature":0.1}"#, #"{"temperature":9}"#, #"{"temperature":0.2,"tempo":1}"#] {
      _ = try server.update(body)
    }
    _ = try server.get("/v2/agents")
    // A refusal that was asked for is none.
    let mapping = #"{"understudy":{"error":429}}"#
    _ = try server.client().exchange(
      "POST /__admin/mappings HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(mapping.utf8.count)\r\n\r\n\(mapping)"
    )
    #expect(try server.update("{}").status == 429)
    return try server.stop()
  }

  private static let path = "PUT \(Centerfy.salesBot.path) (sandbox default)"
  private static let rejected =
    "--fail-on rejected: 1 request\n  \(path): 400 centerfy.temperature.range\n"
  private static let unmatched =
    "--fail-on unmatched: 1 request\n  GET /v2/agents (sandbox default): no endpoint has this path; did you mean GET /v1/agents of Voicebip or TalkifAI?\n"
  private static let warnings =
    "--fail-on warnings: 1 request\n  \(path): `tempo` is not a field of this endpoint\n"

  private static let cases: [(arguments: [String], summary: [String])] = [
    (["--fail-on", "rejected"], [rejected]), (["--fail-on", "unmatched"], [unmatched]),
    (["--fail-on", "warnings"], [warnings]), (["--fail-on", "warnings,unmatched"], [unmatched, warnings]),
    (["--fail-on=rejected", "--fail-on=unmatched,warnings"], [unmatched, warnings, rejected]), ([], []),
  ]

  @Test("ends with 3 and says why where there was such a request", arguments: cases)
  func kinds(_ arguments: [String], _ summary: [String]) throws {
    let ending = try ending(arguments)
    #expect(ending.code == (summary.isEmpty ? 0 : 3) && ending.errors == summary.joined(), "\(ending)")
  }

  @Test func `takes a list from its variable`() throws {
    let ending = try ending([], ["UNDERSTUDY_FAIL_ON": "unmatched,rejected"])
    #expect(ending.code == 3 && ending.errors == Self.unmatched + Self.rejected)
  }

  @Test func `ends with 0 where there was none`() throws {
    let server = try Serving(["--fail-on", "unmatched,warnings,rejected"])
    defer { server.kill() }
    #expect(try server.update(#"{"temperature":0.1}"#).status == 200)
    #expect(try server.stop().code == 0)
  }

  @Test func `names five requests of a kind and counts the rest, whatever the journal still holds`() throws {
    let server = try Serving(["--fail-on", "unmatched", "--journal-entries", "1", "--log-level", "error"])
    defer { server.kill() }
    for number in 1...8 { _ = try server.get("/nowhere/\(number)") }
    let ending = try server.stop()
    #expect(ending.code == 3 && ending.errors.contains("--fail-on unmatched: 8 requests\n"))
    #expect(ending.errors.contains("/nowhere/5") && !ending.errors.contains("/nowhere/6"))
    #expect(ending.errors.hasSuffix("  and 3 more\n"))
  }

  @Test func `and every other option is in info, with its value and where it comes from`() throws {
    let server = try Serving(
      ["--fail-on=unmatched", "--journal-entries", "7", "--no-cors"], ["UNDERSTUDY_LOG_LEVEL": "error"])
    defer { server.kill() }
    let info = try JSON(text: server.get("/__admin/info").text)
    let options = info.members?["options"]?.array ?? []
    let found = { (name: String) in options.first { $0.members?["name"] == .string(name) } }
    #expect(found("fail-on") == ["name": "fail-on", "value": ["unmatched"], "origin": "flag"])
    #expect(found("journal-entries") == ["name": "journal-entries", "value": "7", "origin": "flag"])
    #expect(found("no-cors") == ["name": "no-cors", "value": true, "origin": "flag"])
    #expect(found("log-level") == ["name": "log-level", "value": "error", "origin": "variable"])
    #expect(found("journal-bytes") == ["name": "journal-bytes", "value": "67108864", "origin": "default"])
    #expect(options.count == OptionVariableTests.all.count)
  }
}
