import Testing
import UnderstudyTestSupport

@Suite(
  "The npm package", .waits, .tags(.external), .needs(.node), .needs(.recentNode), .needs(.npm), .needs(.tsc))
struct NPMPackageTests {
  @Test("installs without a network, runs the program, and serves tests", .ends)
  func works() throws {
    let package = try NPMPackage()
    defer { package.remove() }
    try package.test(
      ["documents", "failures", "launcher", "packages", "platforms", "publish", "sandbox", "server", "types"],
      node: "node")
    try package.test(["failures", "sandbox"], node: ExternalProgram.recentNode.path ?? "node")
  }
}
