import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("GET /__admin/compare", .waits) struct CompareTests {
  @Test func `lists every operation of the vendors as not tried, if nothing is compared`() throws {
    let server = try FreshServer()
    _ = try server.update("{}")
    let answer = try server.admin("GET", "/compare")
    #expect(answer.status == 200)
    #expect(try answer[at: "/mode"] == .null)
    let cases = try #require(try answer[at: "/cases"]?.array?.compactMap(\.members))
    #expect(cases.compactMap { $0["id"]?.string } == Registry().surfaces.flatMap(\.operations).map(\.id))
    #expect(cases.allSatisfy { $0["state"] == "not-tried" && $0["count"] == 0 && $0["request"] == .null })
    #expect(cases.first?["path"]?.string?.contains("{") == true && cases.first?["vendor"] == "trillet")
  }
}
