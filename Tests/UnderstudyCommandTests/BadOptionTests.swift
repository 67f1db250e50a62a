import Foundation
import Testing
import UnderstudyTestSupport

@Suite("A bad option", .waits) struct BadOptionTests {
  @Test(
    "It ends the start with 64 and is named",
    arguments: [
      (["--prot", "4010"], "Error: Unknown option '--prot'. Did you mean '--port'?"),
      (["serve", "--prot", "4010"], "Error: Unknown option '--prot'. Did you mean '--port'?"),
      (["nonsense"], "Error: Unexpected argument 'nonsense'"),
      (["--port"], "Error: Missing value for '--port <port>'"),
      (["--port", "abc"], "Error: The value 'abc' is invalid for '--port <port>'"),
      (["--port", "65536"], "Error: The value '65536' is invalid for '--port <port>'"),
      (["--port=-1"], "Error: The value '-1' is invalid for '--port <port>'"),
      (["--max-body-bytes=-1"], "Error: --max-body-bytes must not be negative"),
      (["--max-body-bytes", "1MB"], "Error: The value '1MB' is invalid for '--max-body-bytes <bytes>'"),
      (["--threads", "0"], "Error: --threads must be from 1 to 256"),
      (["--threads", "257"], "Error: --threads must be from 1 to 256"),
      (["--clock", "yesterday"], "Error: The value 'yesterday' is invalid for '--clock <time>'"),
      (["--clock", "2026-02-30T00:00:00Z"], "Error: The value '2026-02-30T00:00:00Z' is invalid for '--clock"),
      (["--clock", "2026-04-17"], "Error: The value '2026-04-17' is invalid for '--clock <time>'"),
      (["--log-format", "xml"], "Error: The value 'xml' is invalid for '--log-format <log-format>'"),
      (["--log-level", "loud"], "Error: The value 'loud' is invalid for '--log-level <level>'"),
      (["--no-annotations=yes"], "Error: The option '--no-annotations' does not take any value"),
      (["check", "--lenient"], "Error: Unknown option '--lenient'"),
      (["rules", "--format", "yaml"], "Error: The value 'yaml' is invalid for '--format <format>'"),
      (["health", "--port", "no"], "Error: The value 'no' is invalid for '--port <port>'"),
    ])
  func parsed(_ arguments: [String], _ start: String) throws {
    let ending = try Program.run(arguments)
    #expect(ending.code == 64 && ending.output == "")
    #expect(ending.errors.hasPrefix(start))
  }

  @Test(
    "A rule that cannot be switched is named, with what may have been meant",
    arguments: [
      (
        "centerfy.temprature.range",
        #""centerfy.temprature.range" is not a rule; did you mean "centerfy.temperature.range"?"#
      ),
      ("CENTERFY.TEMPERATURE.RANGE", #"is not a rule; did you mean "centerfy.temperature.range"?"#),
      ("everything", #""everything" is not a rule; `understudy rules` lists them all"#),
      (
        "centerfy.agent.exists",
        #""centerfy.agent.exists" is always on. An agent that does not exist is refused with 404."#
      ),
      ("centerfy.body.json", #""centerfy.body.json" is always on."#),
    ])
  func rule(_ id: String, _ sentence: String) throws {
    // Both options read the rule in the same way.
    let ending = try Program.run(["--port=0", id.hasPrefix("c") ? "--disable-rule" : "--enable-rule", id])
    #expect(ending.code == 64 && ending.output == "")
    #expect(ending.errors.hasPrefix("Error: ") && ending.errors.contains(sentence))
  }

  @Test(
    "A path that cannot be used is named, with its option",
    arguments: [
      "--database", "--port-file",
    ], ["/nowhere/file", "/dev/null/file", "/proc/file"])
  func path(_ option: String, _ path: String) throws {
    let ending = try Program.run(["--port=0", option, path])
    #expect(ending.code == 64 && ending.output == "")
    #expect(ending.errors.hasPrefix("Error: ") && ending.errors.contains("\(option) \(path)"))
    #expect(ending.errors.split(separator: "\n").count == 1)
  }

  @Test("A directory is not replaced by a file", arguments: ["--database", "--port-file"])
  func directory(_ option: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    try scratch.write("precious", to: "directory/file")
    let ending = try Program.run(["--port=0", option, scratch("directory")])
    #expect(ending.code == 64 && ending.output == "")
    #expect(ending.errors.contains("\(option) \(scratch("directory"))"))
    #expect(try String(contentsOfFile: scratch("directory/file"), encoding: .utf8) == "precious")
  }
}
