import Foundation
import Testing
import UnderstudyTestSupport

/// The shell steps of `.github/actions/understudy`, with releases in a directory.
@Suite(
  "The action for GitHub", .waits, .tags(.external), .needs(.make), .needs(.bash), .needs(.curl),
  .ends)
struct ActionTests {
  private static let action = "\(Repository.root)/.github/actions/understudy"

  private func variables(_ files: PackageFiles) -> [String: String] {
    [
      "VERSION": "", "ACTION_REF": "v\(files.version)", "RELEASES": "file://\(files.scratch("releases"))",
      "RUNNER_TEMP": files.scratch("temp"), "GITHUB_PATH": files.scratch("path"),
      "GITHUB_OUTPUT": files.scratch("output"), "GITHUB_ENV": files.scratch("env"), "IMAGE": "", "PORT": "0",
      "OPTIONS": "--seed-data \(Repository.seedData)\n  --log-level warning", "TLS": "true", "FAIL_ON": "unmatched",
      "URL": "", "ACTION": Self.action,
    ]
  }

  /// Puts an archive that a command makes, with its checksum, where releases are.
  private func release(_ files: PackageFiles, _ command: (_ archive: String) -> String) throws {
    let directory = "$S/releases/v\(files.version)"
    try files.run(
      """
      mkdir -p "\(directory)"
      \(command("\(directory)/\(files.name).tar.gz"))
      (cd "\(directory)" && sha256sum -- * > "$S/sums" && mv "$S/sums" SHA256SUMS)
      """)
  }

  @Test func `installs a release, starts it, and says what was found`() throws {
    let files = try PackageFiles()
    defer { files.remove() }
    try release(files) { "Packaging/tarball \"$S/bundle\" \"\($0)\"" }
    var variables = variables(files)
    #expect(try files.run("\(Self.action)/install.sh", variables) == files.version)
    let directory = try files.run("cat \"$GITHUB_PATH\"", variables)
    variables["PATH"] = "\(directory):/usr/bin:/bin"
    // Without Foundation's descriptor, which it watches for the end of the script, and the server would keep.
    try files.run(
      #"""
      (
        for file in /proc/self/fd/*; do
          number=${file##*/}
          if [ "$number" -gt 2 ]; then eval "exec $number>&-"; fi
        done
        exec "$ACTION/start.sh"
      )
      """#, variables)
    defer { _ = try? files.run("kill \"$(cat \"$RUNNER_TEMP/understudy/pid\")\"", variables) }
    let output = try files.run("cat \"$GITHUB_OUTPUT\"", variables)
    let outputs = try #require(output.wholeMatch(of: /url=(http:\/\/127\.0\.0\.1:\d+)\nca=(.+)/), "\(output)")
    #expect(try files.run("cat \"$GITHUB_ENV\"", variables) == "UNDERSTUDY_URL=\(outputs.1)")
    variables["UNDERSTUDY_URL"] = String(outputs.1)
    let https = outputs.1.replacing("http://127.0.0.1", with: "https://localhost")
    #expect(
      try files.run("curl --silent --fail --noproxy '*' --cacert '\(outputs.2)' \(https)/__admin/readyz", variables)
        != "")
    let verdict = "\(Self.action)/verdict/verdict.sh"
    try files.run("curl --silent --output \"$S/answer\" --noproxy '*' \(outputs.1)/nowhere")
    // That directory names no process, so that the server continues.
    let elsewhere = variables.merging(["RUNNER_TEMP": files.scratch("elsewhere")]) { $1 }
    #expect(try files.fail(verdict, elsewhere).contains("fail: --fail-on unmatched"))
    variables["FAIL_ON"] = ""
    #expect(try files.run(verdict, variables).contains("fail-on is empty"))
    #expect(try files.run("cat \"$RUNNER_TEMP/understudy/verdict.xml\"", variables).contains("<testsuite"))
  }

  @Test func `refuses an archive with another checksum, and a version that is none`() throws {
    let files = try PackageFiles()
    defer { files.remove() }
    try release(files) { "echo archive > \"\($0)\"" }
    var variables = variables(files)
    variables["ACTION_REF"] = "main"
    #expect(try files.fail("\(Self.action)/install.sh", variables).contains("Set the input `version`"))
    variables["VERSION"] = "99.0.0"
    #expect(try files.fail("\(Self.action)/install.sh", variables).contains("is `99.0.0` released for"))
    variables["VERSION"] = files.version
    try files.run("echo changed >> \"$S/releases/v\(files.version)/\(files.name).tar.gz\"")
    #expect(try files.fail("\(Self.action)/install.sh", variables).contains("has not the checksum"))
    #expect(!FileManager.default.fileExists(atPath: files.scratch("path")), "nothing is in the PATH of later steps")
  }

  @Test func `shows the server's words if it does not start`() throws {
    let files = try PackageFiles()
    defer { files.remove() }
    var variables = variables(files)
    variables["OPTIONS"] = "--seed-data /missing"
    variables["PATH"] = "\(files.scratch("bundle/bin")):/usr/bin:/bin"
    let output = try files.fail("\(Self.action)/start.sh", variables)
    #expect(output.contains("::error::Understudy did not start") && output.contains("/missing"))
  }
}
