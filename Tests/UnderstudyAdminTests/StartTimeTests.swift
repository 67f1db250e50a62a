import Foundation
import Testing
import Understudy
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("The times of an agent whose record has none", .waits) struct StartTimeTests {
  private static let start = "2026-04-17T12:00:00Z"
  private static let seeds = SeedSource.text(
    """
    {"centerfy": {
      "keys": [{"key": "\(FreshServer.key)", "organization_id": "o"}],
      "agents": [
        {"id": "\(FreshServer.agent)", "organization_id": "o", "sub_account_id": "s", "name": "n", "is_active": true}]}}
    """, name: "seeds")

  private static func times(_ agent: JSON?) -> [JSON?] {
    [agent?.members?["created_at"], agent?.members?["updated_at"]]
  }

  @Test func `are those of a frozen clock, also after a reload, and are exported`() throws {
    let server = try FreshServer {
      $0.seeds = [Self.seeds]
      $0.sandboxes.clock = Timestamp(Self.start)
    }
    let expected: [JSON?] = [.string(Self.start), .string(Self.start)]
    #expect(try Self.times(server.stored()) == expected)
    #expect(try server.admin("PUT", "/clock", #"{"now":"2030-01-01T00:00:00Z"}"#).status == 200)
    #expect(try server.admin("POST", "/seed/reload").status == 200)
    #expect(try Self.times(server.stored()) == expected)
    #expect(try Self.times(server.admin("GET", "/export")[at: "/centerfy/agents/0"]) == expected)
  }

  @Test func `are the time of the start, which all agents share`() throws {
    let before = Timestamp(.now)
    let server = try FreshServer { $0.seeds = [Self.seeds] }
    let times = try Self.times(server.stored()).map { $0?.string ?? "" }
    #expect(times[0] == times[1] && times[0] >= before.description && times[0] <= Timestamp(.now).description)
  }

  @Test func `are the sandbox's time if the control plane stores the record`() throws {
    let server = try FreshServer()
    #expect(try server.admin("PUT", "/clock", #"{"now":"\#(Self.start)","frozen":true}"#).status == 200)
    let body = #"{"organization_id":"o","sub_account_id":"s","name":"n","is_active":true}"#
    let answer = try server.admin("PUT", "/agents/centerfy/11111111-2222-3333-4444-555555555555", body)
    #expect(try Self.times(answer.json) == [.string(Self.start), .string(Self.start)])
  }

  @Test func `stay in a database file when it is opened again`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    for clock in [Self.start, "2030-01-01T00:00:00Z"] {
      let server = try FreshServer {
        $0.seeds = [Self.seeds]
        $0.database = .file(scratch("agents"))
        $0.sandboxes.clock = Timestamp(clock)
      }
      #expect(try Self.times(server.stored()) == [.string(Self.start), .string(Self.start)])
    }
  }
}
