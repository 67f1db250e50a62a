import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

/// Transcripts show which requests name which assumptions.
@Suite("An assumption that shaped a request", .waits) struct AssumptionTests {
  private let server: FreshServer

  init() throws { server = try FreshServer() }

  private func update(_ body: String) throws -> RawAnswer {
    try server.send(
      "PATCH", "/voicebip/v1/agents/agt_PAEZ_njcfm2kycpjs", body,
      ["Authorization": "Bearer pk_test_voicebip_example", "Content-Type": "application/json"])
  }

  @Test func `is named in the journal and among the changes, and in a header only if asked for`() throws {
    #expect(try update(#"{"description":null}"#)["X-Understudy-Assumptions"] == nil)
    #expect(try update(#"{"language":"fr"}"#).status == 200)
    let expected: [JSON?] = [[], ["voicebip.description.nullable"]]
    let entries = try #require(try server.admin("GET", "/requests")[at: "/requests"]?.array)
    #expect(entries.map { $0.members?["request"]?.members?["understudy"]?.members?["assumptions"] } == expected)
    let changes = try #require(try server.admin("GET", "/changes")[at: "/changes"]?.array)
    #expect(changes.map { $0.members?["assumptions"] } == expected)
  }

  @Test func `is a rule, which a test can switch to see whether it depends on it`() throws {
    let rule = try server.admin("GET", "/rules/voicebip.description.nullable")
    #expect(try rule[at: "/refuses"] == false && rule[at: "/source"] == "assumed" && rule[at: "/enabled"] == true)
    let off = try server.admin("PUT", "/rules/voicebip.description.nullable", #"{"enabled":false}"#)
    #expect(off.status == 200)
    #expect(try update(#"{"description":null}"#)["X-Understudy-Rule"] == "voicebip.description.type")
  }

  @Test func `is no ignored member, and neither is a value that is only doubtful`() throws {
    let answer = try update(#"{"status":"resting","_id":1}"#)
    #expect(answer.status == 200 && answer["X-Understudy-Warnings"]?.contains("should be one of active") == true)
    let change = try server.admin("GET", "/changes")
    #expect(try change[at: "/changes/0/ignored"] == ["/_id"])
    #expect(try change[at: "/changes/0/warnings"]?.array?.count == 2)
  }
}
