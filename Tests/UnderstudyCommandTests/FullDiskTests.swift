import Foundation
import Testing
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

@Suite("A disk that is full", .waits, .tags(.external), .needs(.bash)) struct FullDiskTests {
  /// Files cannot grow beyond so many KiB: to SQLite that is a full disk. ThreadSanitizer, too, writes a large file when
  /// it starts, where there is a directory for such.
  private static func limited(_ kibibytes: Int) -> [String] {
    ["env", "TMPDIR=/dev/null", "bash", "-c", #"trap '' XFSZ; ulimit -f \#(kibibytes); exec "$0" "$@""#]
  }

  @Test func `An update that cannot be saved is the vendor's own 500, and changes nothing`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = scratch("agents.sqlite")
    let server = try Serving(["--database", file], launcher: Self.limited(256))
    defer { server.kill() }
    var saved = 0
    var answer = try server.update(#"{"max_duration":0}"#)
    while answer.status == 200, saved < 1000 {
      saved += 1
      answer = try server.update(#"{"max_duration":\#(saved)}"#)
    }
    #expect(saved > 1)
    for _ in 1...2 {
      #expect(answer.status == 500)
      #expect(answer["X-Understudy-Rule"] == "centerfy.agent.saved")
      #expect(answer["Content-Type"] == "application/json")
      #expect(
        answer.text == #"{"error":true,"message":"The update could not be saved; nothing was changed"}"#)
      answer = try server.update(#"{"max_duration":-1}"#)
    }
    #expect(try server.get("/__admin/readyz").status == 200)
    let ending = try server.stop()
    #expect(ending.code == 0)
    #expect(ending.errors.contains(" error an update was not saved endpoint=centerfy reason="))
    let stored = try AgentStore(.file(file)).centerfyAgent(Centerfy.salesBot.id)
    #expect(stored?["max_duration"] == JSON(integerLiteral: saved - 1))
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
