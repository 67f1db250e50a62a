import Testing
import UnderstudyTestSupport

@Suite("The summary of a run", .waits) struct RunSummaryTests {
  private static let unmatched = """
    unmatched: 1 request
      GET /v2/agents (sandbox default): no endpoint has this path; did you mean GET /v1/agents of Voicebip or TalkifAI?

    """
  private static let rejected = """
    rejected: 1 request
      PUT \(Centerfy.salesBot.path) (sandbox default): 400 centerfy.temperature.range

    """
  private static let warnings = """
    warnings: 1 request
      PUT \(Centerfy.salesBot.path) (sandbox default): `tempo` is not a field of this endpoint

    """

  private func ending(_ options: [String], _ code: Int) throws -> Program.Ending {
    let running = try Running(options)
    defer { running.kill() }
    for body in [#"{"temperature":9}"#, #"{"temperature":0.2,"tempo":1}"#] {
      _ = try running.client().update(body)
    }
    _ = try running.get("/v2/agents")
    return try running.end(code)
  }

  @Test func `is absent if the command succeeds`() throws {
    let ending = try ending([], 0)
    #expect(ending.code == 0 && ending.errors == "")
  }

  @Test func `names unmatched and rejected requests if the command fails`() throws {
    let ending = try ending([], 7)
    #expect(ending.code == 7)
    #expect(ending.errors == "understudy: \(Self.unmatched)understudy: \(Self.rejected)")
  }

  @Test func `decides by --fail-on if the command succeeds`() throws {
    let ending = try ending(["--fail-on", "warnings"], 0)
    #expect(ending.code == 3 && ending.errors == "--fail-on \(Self.warnings)")
  }

  @Test func `has the issues of --fail-on too if the command fails, with the command's code`() throws {
    let ending = try ending(["--fail-on", "warnings"], 1)
    #expect(ending.code == 1)
    #expect(
      ending.errors
        == "understudy: \(Self.unmatched)understudy: \(Self.warnings)understudy: \(Self.rejected)")
  }
}
