import Foundation
import Testing
import UnderstudyTestSupport

@Suite("The guide to testing", .waits) struct GuideTests {
  private static let guide = Result { try Guide("testing-with-understudy.md") }

  @Test(
    "shows the examples as they are run",
    arguments: [
      ("python", "pytest-plugin/test_agents.py"), ("js", "npm-package/agents.test.mjs"),
      ("swift", "in-process-server/Tests/AgentClientTests/AgentClientTests.swift"),
    ])
  func examples(_ language: String, _ file: String) throws {
    let shown = try Self.guide.get().blocks.filter { $0.language == language }
    let text = try String(contentsOfFile: "\(Repository.root)/examples/\(file)", encoding: .utf8)
    #expect(shown.map(\.text) == [text])
  }

  /// All commands, in their order, in one shell; what a block prints is the block behind it.
  @Test("says what its commands print", .tags(.external), .needs(.curl), .needs(.bash), .ends)
  func commands() throws {
    var wrong = try Self.wrongOutputs(slower: 1)
    // A busy machine may take longer than a client's patience in the guide, or than the delay of an answer.
    for factor in [6, 30] where !wrong.isEmpty { wrong = try Self.wrongOutputs(slower: factor) }
    #expect(wrong == [])
  }

  /// Runs all commands.
  /// - Parameter factor: how many times longer the example's delay is, and the time until its client gives up.
  /// - Returns: What was printed instead of the blocks of the guide.
  private static func wrongOutputs(slower factor: Int) throws -> [String] {
    let blocks = try guide.get().blocks.filter { ["sh", "json", "text"].contains($0.language) }
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try FileManager.default.createSymbolicLink(
      atPath: scratch("seed-data"), withDestinationPath: Repository.seedData)
    let mark = "-- end of a block --"
    var commands = blocks.filter { $0.language == "sh" }.map { "\($0.text)\nprintf '%s' '\(mark)'\n" }.joined()
    for (name, number) in [(#""fixedDelayMilliseconds": "#, 5000), ("--max-time ", 2)] {
      try #require(commands.contains("\(name)\(number)"))
      commands = commands.replacing("\(name)\(number)", with: "\(name)\(number * factor)")
    }
    let directory = URL(filePath: Repository.command).deletingLastPathComponent().path
    let script = """
      cd '\(scratch.path)'; PATH='\(directory)':$PATH; curl() { command curl --max-time 300 --noproxy '*' "$@"; }
      trap 'kill -9 $SERVER 2> /dev/null || true' EXIT
      \(commands)
      """
    let (code, output) = try Script.run(["bash", "-ec", script], [:])
    var wrong = code == 0 ? [] : ["exit code \(code): \(output)"]
    let printed = output.split(separator: mark, omittingEmptySubsequences: false).dropLast()
    var outputs = printed.makeIterator()
    for (block, next) in zip(blocks, blocks.dropFirst().map(Optional.some) + [nil]) where block.language == "sh" {
      let output = outputs.next() ?? "nothing, because a command before it failed"
      guard let next, next.language != "sh" else { continue }
      if output.plain != next.text[...].plain { wrong.append("line \(block.line): \(output)") }
    }
    return wrong
  }
}

extension Substring {
  /// Without what differs from run to run, and without space, which the guide puts where it helps the reader.
  fileprivate var plain: String {
    replacing(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, with: "ID").filter { !$0.isWhitespace }
  }
}
