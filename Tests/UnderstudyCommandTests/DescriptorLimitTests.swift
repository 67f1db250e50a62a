import Testing
import UnderstudyTestSupport

@Suite("A low limit of open files", .waits, .tags(.external), .needs(.bash)) struct DescriptorLimitTests {
  @Test(
    "is warned of if it cannot be raised, with the number of connections that it leaves",
    arguments: [("-n", true), ("-Sn", false)])
  func warning(_ option: String, _ isWarned: Bool) throws {
    let launcher = ["bash", "-c", #"ulimit \#(option) 64; exec "$0" "$@""#]
    let server = try Serving(["--log-level", "warning"], launcher: launcher)
    defer { server.kill() }
    let clients = try (0..<20).map { _ in try server.client() }
    for client in clients { #expect(try client.update(#"{"max_duration":1}"#).status == 200) }
    let errors = try server.stop().errors
    #expect(errors.contains(" warning only 32 connections are served at the same time") == isWarned)
    #expect(errors.contains("ulimit -Hn 4096") == isWarned)
  }
}
