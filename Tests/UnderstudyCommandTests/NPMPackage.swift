import Foundation
import Testing
import UnderstudyTestSupport

/// The npm packages, made of the program as it was built together with these tests, and installed in an empty project.
struct NPMPackage {
  private let scratch: ScratchDirectory
  private static let build = "\(Repository.root)/Packaging/npm/build"

  init() throws {
    scratch = try ScratchDirectory()
    do {
      try makeArchives()
      try install()
    } catch {
      scratch.remove()
      throw error
    }
  }

  func remove() { scratch.remove() }

  /// Makes the packages of a bundle whose program is smaller than the one with the debugger's symbols.
  private func makeArchives() throws {
    let files = FileManager.default
    for name in ["bundle/bin", "npm"] {
      try files.createDirectory(atPath: scratch(name), withIntermediateDirectories: true)
    }
    try run(["strip", "-o", scratch("bundle/bin/understudy"), Repository.command])
    try run([Self.build, scratch("bundle"), scratch("archives")])
  }

  /// Installs the packages, without a network, beside the tests.
  private func install() throws {
    let files = FileManager.default
    try files.copyItem(atPath: "\(Repository.root)/Tests/clients/npm", toPath: scratch("project"))
    try scratch.write("{}\n", to: "project/package.json")
    let archives = try files.contentsOfDirectory(atPath: scratch("archives")).map { scratch("archives/\($0)") }
    try run(["npm", "install", "--offline", "--no-audit", "--no-fund"] + archives)
  }

  private func run(_ command: [String]) throws {
    let (code, output) = try ExternalCommand.run(command, in: project, variables)
    try #require(code == 0, "\(output)")
  }

  private var project: String {
    let project = scratch("project")
    return FileManager.default.fileExists(atPath: project) ? project : scratch.path
  }

  private var variables: [String: String] {
    Serving.withoutProxy.merging([
      "NPM_ARCHIVES": scratch("archives"), "NPM_BUILD": Self.build, "REPOSITORY": Repository.root,
      "npm_config_cache": scratch("npm"), "npm_config_update_notifier": "false",
    ]) { $1 }
  }

  /// Runs files of tests in the project, and expects that each test succeeds.
  /// - Parameter node: the path of Node.
  func test(_ names: [String], node: String) throws {
    let files = names.map { "\($0).test.mjs" }
    let (code, output) = try ExternalCommand.run(
      [node, "--test", "--test-reporter=spec"] + files, in: project, variables)
    // The tests that failed stand at the end once more, without the others.
    let failures = output.firstRange(of: "✖ failing tests:").map { output[$0.upperBound...] } ?? output[...]
    #expect(code == 0, "\(failures)")
    // Each file has tests.
    let passed = output.firstMatch(of: /ℹ pass ([0-9]+)/).flatMap { Int($0.1) } ?? 0
    #expect(passed >= files.count, "\(output)")
  }
}
