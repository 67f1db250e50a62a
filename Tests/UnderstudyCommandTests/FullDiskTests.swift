import Foundation
import Testing
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

@Suite("A disk that is full", .waits, .tags(.external), .needs(.bash)) struct FullDiskTests {
  /// Files cannot grow beyond so many KiB. ThreadSanitizer, too, writes a large file when it starts, where there is a
  /// directory for such.
  private static func limited(_ kibibytes: Int) -> [String] {
    [
      "env", "--default-signal=XFSZ", "TMPDIR=/dev/null", "bash", "-c",
      #"ulimit -S -f \#(kibibytes); exec "$0" "$@""#,
    ]
  }

  private static let full =
    #"{"error":true,"message":"The update could not be saved, because the disk is full; nothing was changed"}"#

  /// Updates agents of ever more sandboxes until there is no room for one.
  /// - Returns: The number of updates that were saved, and the answer to the last.
  private static func fill(_ server: Serving) throws -> (saved: Int, refused: RawAnswer) {
    let text = String(repeating: "x", count: 3000)
    let client = try server.client()
    for number in 0..<4000 {
      let body = #"{"name":"\#(text)","max_duration":\#(number)}"#
      let request = Centerfy.salesBot.request(body).replacing("PUT /", with: "PUT /sandbox/s\(number)/")
      let answer = try client.exchange(request)
      guard answer.status == 200 else { return (number, answer) }
    }
    throw Program.Failure(description: "there is room for everything")
  }

  /// Lets files grow again.
  private static func makeRoom(_ server: Serving) throws {
    let grown = try ExternalCommand.run(["prlimit", "--pid", "\(server.program.id)", "--fsize=unlimited"])
    try #require(grown.code == 0, "\(grown.output)")
  }

  @Test func `An update that cannot be saved is the vendor's own 500, and changes nothing`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = scratch("agents.sqlite")
    let server = try Serving(["--database", file, "--log-level", "warning"], launcher: Self.limited(256))
    defer { server.kill() }
    let (saved, answer) = try Self.fill(server)
    #expect(saved > 1)
    #expect(answer.status == 500 && answer.text == Self.full)
    #expect(answer["X-Understudy-Rule"] == "centerfy.agent.saved")
    #expect(answer["Content-Type"] == "application/json")
    // Longer than it takes to find out whether there is room again.
    Thread.sleep(forTimeInterval: 10)
    let readiness = try server.get("/__admin/readyz")
    #expect(readiness.status == 503 && readiness.text.contains("writes fail: the disk is full"))
    try Self.makeRoom(server)
    #expect(try until { try server.get("/__admin/readyz").status == 200 })
    let ending = try server.stop()
    #expect(ending.code == 0)
    // Once, not each second; and once more each time that it had succeeded while the disk filled.
    #expect(ending.errors.components(separatedBy: "background cleanup failed").count <= 4)
    #expect(ending.errors.contains(" error an update was not saved endpoint=centerfy reason=\"the disk is full"))
    let store = try AgentStore(.file(file))
    for number in [0, saved - 1, saved] {
      let key = AgentKey(sandbox: store.sandbox("s\(number)"), collection: "centerfy", id: Centerfy.salesBot.id)
      #expect((try store.agent(key)?["max_duration"] == JSON(integerLiteral: number)) == (number < saved))
    }
  }

  @Test func `Seeds that are followed take effect when there is room again`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let (agent, seed) = SeedText.agent("11111111-2222-3333-4444-555555555555", name: "Old")
    try scratch.write(seed, to: "seeds/a.json")
    let server = try Serving(
      [
        "--database", scratch("agents.sqlite"), "--watch", "--seed-data", "seed-data", "--seed-data",
        scratch("seeds"),
      ],
      launcher: Self.limited(256))
    defer { server.kill() }
    _ = try Self.fill(server)
    // Longer, so that it does not fit where the former one is.
    let name = String(repeating: "New", count: 2000)
    try scratch.write(seed.replacing("Old", with: name), to: "seeds/a.json")
    #expect(try until { try server.get("/__admin/seed").text.contains("the disk is full") })
    try Self.makeRoom(server)
    #expect(try until { try server.get("/__admin/seed").text.contains(#""errorCount":0"#) })
    #expect(try server.update(#"{"max_duration":1}"#, agent).text.contains(name))
    let errors = try server.stop().errors
    #expect(errors.components(separatedBy: "the files have changed, but are not used").count == 2)
  }

  @Test func `It is said when it is full from the start`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let program = try Program(
      ["--port=0", "--database", scratch("agents.sqlite")],
      launcher: Self.limited(4))
    defer { program.kill() }
    let ending = try program.ending()
    #expect(ending.code == 64 && ending.output == "")
    #expect(ending.errors.contains("--database \(scratch("agents.sqlite"))"))
  }
}
