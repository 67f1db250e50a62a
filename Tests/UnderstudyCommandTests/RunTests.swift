import Foundation
import Testing
import UnderstudyTestSupport

@Suite("understudy run", .waits) struct RunTests {
  @Test("ends with the command's code", arguments: [0, 1, 7, 255])
  func code(_ code: Int32) throws {
    let ending = try Running.run(["sh", "-c", "exit \(code)"])
    #expect(ending.code == code && ending.output == "" && ending.errors == "")
  }

  @Test("ends with 128 and the number of the signal that ended the command", arguments: [SIGKILL, SIGTERM, SIGINT])
  func signal(_ signal: Int32) throws {
    #expect(try Running.run(["sh", "-c", "kill -\(signal) $$"]).code == 128 + signal)
  }

  @Test func `leaves standard input, output and error to the command`() throws {
    let ending = try Running.run(
      ["sh", "-c", "sed s/^/read:/; echo said >&2"],
      launcher: ["sh", "-c", #"printf 'one\ntwo\n' | "$0" "$@""#])
    #expect(ending.code == 0 && ending.output == "read:one\nread:two\n" && ending.errors == "said\n")
  }

  @Test func `hands on all arguments, also those that look like its own`() throws {
    let words = ["a b", "", "--port", "abc", "--help", "--", "*", "$HOME", "\u{E9}"]
    let ending = try Running.run(["sh", "-c", #"printf '<%s>' "$@""#, "sh"] + words)
    #expect(ending.code == 0 && ending.output == words.map { "<\($0)>" }.joined())
  }

  @Test func `hands on arguments and variables that are not UTF-8`() throws {
    let ending = try Running.run(
      ["sh", "-c", #"printf '%s%s' "$1" "$ODD" | od -An -tx1"#, "sh"],
      launcher: ["sh", "-c", #"ODD=$(printf 'a\351') exec "$0" "$@" "$(printf 'b\377')""#])
    #expect(ending.code == 0 && ending.output == " 62 ff 61 e9\n")
  }

  @Test(
    "ends as shells do if the command cannot be run",
    arguments: [
      ("understudy-nowhere", 127, "not found in any directory of PATH"),
      ("./nowhere", 127, "there is no such file, or not the program that its first line names"),
      ("/dev/null/nowhere", 127, "there is no such file, or not the program that its first line names"),
      (
        "./README.md", 126, "Permission denied; it must be an executable file, and a script begin as with #!/bin/sh"
      ),
    ])
  func notStarted(_ command: String, _ code: Int, _ reason: String) throws {
    let ending = try Running.run([command, "argument"])
    #expect(Int(ending.code) == code && ending.output == "")
    #expect(ending.errors == "Error: cannot run \"\(command)\": \(reason)\n")
  }

  @Test(
    "shows an example if it is used in a wrong way",
    arguments: [
      ([], "Error: there is no command; "), (["--"], "Error: there is no command; "),
      (["--", ""], "Error: \"\" is not a command; "),
      (["--", "--strict", "true"], "Error: \"--strict\" is not a command; "),
      (["true"], "Error: \"true\" is before `--`; put options before "),
      (["--nonsense", "--", "true"], "Error: Unknown option '--nonsense'\n"),
      (["--port-file", "port", "--", "true"], "Error: Unknown option '--port-file'"),
    ])
  func usage(_ arguments: [String], _ start: String) throws {
    let ending = try Program.run(["run"] + arguments)
    #expect(ending.code == 64 && ending.output == "")
    #expect(ending.errors.hasPrefix(start))
    #expect(ending.errors.contains(/understudy run --.* -- pytest -x\n/))
  }

  @Test func `has the options of serve, by variables too, but not those of the command`() throws {
    let running = try Running(["--clock", "2026-04-17T12:00:00Z"], ["UNDERSTUDY_ADMIN_HOST": "mock"])
    defer { running.kill() }
    let answer = try running.client().update(#"{"max_duration":9}"#)
    #expect(answer.text.hasSuffix(#""updated_at":"2026-04-17T12:00:00Z"}"#))
    let info = try running.get("/__admin/info").text
    #expect(info.contains(#"{"name":"admin-host","value":["mock"],"origin":"variable"}"#))
    #expect(info.contains(#"{"name":"tls","value":true,"origin":"flag"}"#))
    #expect(info.contains(#"{"name":"log-level","value":"warning","origin":"default"}"#))
    // An argument of the command.
    #expect(info.contains(#"{"name":"journal-entries","value":"10000","origin":"default"}"#))
    #expect(try running.end(0).errors == "")
    let ending = try Running.run(["true", "--port=1"], ["UNDERSTUDY_PORT": "abc"])
    #expect(ending.code == 64 && ending.errors.hasPrefix("Error: UNDERSTUDY_PORT: The value 'abc' is invalid"))
  }

  @Test func `leaves the command the limit of open files, and no descriptor`() throws {
    let limited = ["sh", "-c", #"ulimit -Sn 300; exec "$0" "$@""#]
    #expect(try Running.run(["sh", "-c", "ulimit -Sn"], launcher: limited).output == "300\n")
    let list = "readlink /proc/$$/fd/*"
    let ending = try Running.run(
      ["sh", "-c", list], launcher: ["sh", "-c", #"\#(list); echo inherited; exec "$0" "$@""#])
    let parts = ending.output.split(separator: "inherited\n")
    #expect(parts.count == 2 && parts.first == parts.last, "\(ending)")
  }

  @Test func `logs requests if it is asked to`() throws {
    let running = try Running(["--log-level", "info"])
    defer { running.kill() }
    _ = try running.get("/nowhere")
    let ending = try running.end(0)
    #expect(ending.output == "" && ending.errors.contains(" info dashboard url=http://127.0.0.1:\(running.port)/"))
    #expect(ending.errors.contains(" path=/nowhere "))
  }
}
