import Foundation
import Testing
import UnderstudyTestSupport

@Suite("Signals of a run", .waits) struct RunSignalTests {
  private static let names = [
    (SIGTERM, "TERM"), (SIGINT, "INT"), (SIGHUP, "HUP"), (SIGQUIT, "QUIT"), (SIGUSR1, "USR1"), (SIGUSR2, "USR2"),
    (SIGWINCH, "WINCH"),
  ]

  @Test("reach the command once each, which then goes on", arguments: names)
  func relayed(_ signal: Int32, _ name: String) throws {
    let running = try Running(script: "trap 'echo caught' \(name)")
    defer { running.kill() }
    for _ in 1...2 {
      running.program.signal(signal)
      #expect(try running.program.nextLine() == "caught")
    }
    // What was caught once more would stand here.
    let ending = try running.end(5)
    #expect(ending.code == 5 && ending.output == "" && ending.errors == "")
  }

  @Test("end a command that does not catch them, and nothing is left", arguments: names.prefix(6))
  func ending(_ signal: Int32, _: String) throws {
    let running = try Running()
    defer { running.kill() }
    running.program.signal(signal)
    #expect(try running.program.ending().code == 128 + signal)
    #expect(running.leftovers == [])
  }

  @Test func `are as usual in the command`() throws {
    let ending = try Running.run(["cat", "/proc/self/status"])
    func mask(_ name: String) throws -> UInt64 {
      let line = try #require(ending.output.split(separator: "\n").first { $0.hasPrefix("\(name):\t") })
      return try #require(UInt64(line.dropFirst(name.count + 2), radix: 16))
    }
    let ignored = [SIGPIPE, SIGXFSZ, SIGCHLD].reduce(0) { $0 | UInt64(1) << UInt64($1 - 1) }
    #expect(try mask("SigBlk") == 0)
    #expect(try mask("SigIgn") & ignored == 0)
  }

  @Test func `of a terminal reach the command once`() throws {
    // The program is stopped until the command has the signal; otherwise a second one could be merged with it.
    let result = try Self.inTerminal(
      #"trap "echo caught" INT; trap "echo next" USR1; echo "ready $PPID."; until read line; do :; done; exit 5"#,
      """
      read_until(b".")
      program = int(seen.split()[-1].rstrip(b"."))
      for count in range(1, 3):
          os.kill(program, signal.SIGSTOP)
          os.write(terminal, b"\\x03")
          read_until(b"caught", count)
          os.kill(program, signal.SIGUSR1)
          os.kill(program, signal.SIGCONT)
          read_until(b"next", count)
      os.write(terminal, b"end\\n")
      read_until(b"code=")
      print(seen.count(b"caught"), seen[seen.index(b"code="):].split()[0].decode())
      """)
    #expect(result == "2 code=5\n")
  }

  @Test func `of a terminal that is closed reach the command, although the session is not its own`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let result = try Self.inTerminal(
      // Ends by itself some time, so that a failure does not wait for it without end.
      #"trap "echo >$DONE; exit 1" HUP; echo ready; for n in $(seq 30000); do sleep 0.02; done"#,
      """
      read_until(b"ready")
      os.close(terminal)
      os.waitpid(child, 0)
      print(os.path.exists(os.environ["DONE"]))
      """, shell: "exec", ["DONE": scratch("done")])
    #expect(result == "True\n")
  }

  /// Runs a shell script as a command of `run` in a terminal, and Python with the other end of the terminal.
  /// - Parameter shell: words before the program, in a shell that leads the session.
  private static func inTerminal(
    _ script: String, _ actions: String, shell: String = "", _ variables: [String: String] = [:]
  ) throws -> String {
    let python = """
      import os, pty, select, signal
      signal.alarm(900)
      child, terminal = pty.fork()
      if child == 0:
          os.execvp("sh", ["sh", "-c", os.environ["SHELL_WORDS"]])
      seen = b""
      def read_until(text, count=1):
          global seen
          while seen.count(text) < count:
              if not select.select([terminal], [], [], 300)[0]: raise SystemExit("nothing came after %r" % seen)
              seen += os.read(terminal, 4096)
      \(actions)
      """
    // A shell without a trap would end at once.
    let words = #"trap : INT; \#(shell) "$COMMAND" run -- sh -c '\#(script)'; echo "code=$?""#
    let result = try Script.run(
      ["python3", "-c", python],
      Running.variables.merging(["SHELL_WORDS": words, "COMMAND": Repository.command]) { $1 }
        .merging(variables) { $1 })
    return result.output
  }
}
