import Foundation
import Testing
import UnderstudyTestSupport

@Suite("A bad option", .waits) struct BadOptionTests {
  @Test(
    "It ends the start with 64 and is named",
    arguments: ExternalProgram.sample(of: [
      (["--prot", "4010"], "Error: Unknown option '--prot'. Did you mean '--port'?"),
      (["serve", "--prot", "4010"], "Error: Unknown option '--prot'. Did you mean '--port'?"),
      (["nonsense"], "Error: \"nonsense\" is not a command; the commands are serve, run, init, "),
      (["serv", "--help"], "Error: \"serv\" is not a command; did you mean \"serve\"?"),
      (["", "--help"], "Error: \"\" is not a command; "),
      (["--report", "html", "x"], "Error: --report \"html x\": name the format and one file, such as: "),
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
      (["compare", "--format", "xml", "a.har"], "Error: The value 'xml' is invalid for '--format <format>'"),
      (["rules", "--format", "yaml"], "Error: The value 'yaml' is invalid for '--format <format>'"),
      (["health", "--port", "no"], "Error: The value 'no' is invalid for '--port <port>'"),
    ]))
  func parsed(_ arguments: [String], _ start: String) throws { try ended(arguments, start) }

  @Test(
    "A value that could have no effect is refused",
    arguments: ExternalProgram.sample(of: [
      (["--clock", "10000-01-01T00:00:00Z"], "Error: The value '10000-01-01T00:00:00Z' is invalid for '--clock"),
      (["--clock", "0000-12-31T23:59:59Z"], "Error: The value '0000-12-31T23:59:59Z' is invalid for '--clock"),
      (["--host", ""], "Error: --host \"\" is not an address"),
      (["--host", "*"], "Error: --host \"*\" is not an address"),
      (["health", "--host", ""], "Error: --host \"\" is not an address"),
      (["--seed-data", ""], "Error: --seed-data is empty"),
      (["--seed-data", "seed-data", "--seed-data", ""], "Error: --seed-data is empty"),
      (["--port-file", ""], "Error: --port-file is empty"),
      (["--max-body-bytes", "9223372036854775807"], "Error: --max-body-bytes must be at most 1099511627776"),
      (["--admin-host", ""], "Error: --admin-host \"\" is not a host name"),
      (["--admin-host", "*"], "Error: --admin-host \"*\" is not a host name"),
      (["--admin-host", "*.example.com"], "Error: --admin-host \"*.example.com\" is not a host name"),
      (["--admin-host", "mock."], "Error: --admin-host \"mock.\" is not a host name"),
      (["--admin-host", "mock,other"], "Error: --admin-host \"mock,other\" is not a host name"),
      (["--admin-host", "me@mock"], "Error: --admin-host \"me@mock\" is not a host name"),
      (["--admin-host", "m\u{F6}ck"], "Error: --admin-host \"m\u{F6}ck\" is not a host name"),
      (["--admin-origin", ""], "Error: --admin-origin \"\" is not an origin"),
      (["--admin-origin", "https://*.example.com"], "Error: --admin-origin \"https://*.example.com\" is not"),
      (
        ["--admin-origin", "https://app.example.com/"], "Error: --admin-origin \"https://app.example.com/\" is not"
      ),
      (["--admin-origin", "https://app:443"], "Error: --admin-origin \"https://app:443\" is not an origin"),
      (["--admin-origin", "http://app:80"], "Error: --admin-origin \"http://app:80\" is not an origin"),
      (["--admin-origin", "http://app:"], "Error: --admin-origin \"http://app:\" is not an origin"),
      (["--admin-origin", "http://app:65536"], "Error: --admin-origin \"http://app:65536\" is not an origin"),
      (["--admin-origin", "http://app#a"], "Error: --admin-origin \"http://app#a\" is not an origin"),
      (["--admin-origin", "://app"], "Error: --admin-origin \"://app\" is not an origin"),
      (["--admin-origin", "http://[::1].app"], "Error: --admin-origin \"http://[::1].app\" is not an origin"),
      (["--also-port", "0"], "Error: --also-port must be from 1 to 65535"),
      (["--also-port", "4011", "--also-port=4011"], "Error: --also-port 4011 is given already"),
      (["--port", "4011", "--also-port", "4011"], "Error: --also-port 4011 is given already"),
      (["--tls", "--tls-dir", ""], "Error: --tls-dir is empty; name a directory, or remove the option"),
      (["--tls", "--tls-cert", ""], "Error: --tls-cert is empty; name a file, or remove the option"),
      (
        ["--tls", "--tls-name", "*.mock.internal"],
        "Error: --tls-name \"*.mock.internal\" is not a host name or an IP"
      ),
      (["--tls", "--tls-name", ""], "Error: --tls-name \"\" is not a host name or an IP address"),
      (["--tls-name", "mock"], "Error: --tls-name has an effect with --tls only; add --tls, or remove --tls-name"),
      (["--proxy-others", "refuse"], "Error: --proxy-others has an effect with --tls only"),
      (["--tls", "--tls-cert", "a.pem"], "Error: --tls-cert requires --tls-key"),
      (["--tls", "--tls-key", "a.pem"], "Error: --tls-key requires --tls-cert"),
      (
        ["--tls", "--tls-key", "a", "--tls-cert", "b", "--tls-dir", "c"],
        "Error: --tls-cert and --tls-dir exclude each other"
      ),
      (["--upstream", "replay"], "Error: The value 'replay' is invalid for '--upstream"),
      (["--upstream", "record"], "Error: --upstream record requires --record-to"),
      (["--record-to", "a.har"], "Error: --record-to has an effect with --upstream only"),
      (["--upstream-allow", "127.0.0.1"], "Error: --upstream-allow has an effect with --upstream only"),
      (["--upstream-ca", "ca.pem"], "Error: --upstream-ca has an effect with --upstream only"),
      (["--upstream", "compare", "--record-to", ""], "Error: --record-to is empty"),
      (["--upstream", "compare", "--upstream-ca", ""], "Error: --upstream-ca is empty"),
      (
        ["--upstream", "compare", "--upstream-ca", "a"],
        "Error: --upstream-ca has an effect with --upstream-allow only"
      ),
      (
        ["--upstream", "compare", "--upstream-allow", "example.com"],
        "Error: --upstream-allow \"example.com\" is not a vendor's host; the hosts are api.talkifai.dev, "
      ),
      (
        ["--upstream", "compare", "--upstream-allow", ""],
        "Error: --upstream-allow \"\" is neither a host nor an IP"
      ),
      (
        ["--upstream", "compare", "--upstream-allow", "::1", "--upstream-ca", "/nowhere/ca.pem"],
        "Error: --upstream-ca /nowhere/ca.pem cannot be used: there is no file"
      ),
      (
        ["--upstream", "compare", "--upstream-allow", "::1", "--upstream-ca", "README.md"],
        "Error: --upstream-ca README.md cannot be used: README.md has no certificate"
      ),
      (
        ["--upstream", "record", "--record-to", "/nowhere/a.har"],
        "Error: --record-to /nowhere/a.har cannot be created"
      ),
      (["--profile", ""], "Error: The value '' is invalid for '--profile"),
      (["--annotate", ""], "Error: The value '' is invalid for '--annotate"),
      (["--fail-on", ","], "Error: The value ',' is invalid for '--fail-on"),
      (["--log-level", ""], "Error: The value '' is invalid for '--log-level"),
      (["--journal-entries", "NaN"], "Error: The value 'NaN' is invalid for '--journal-entries"),
      (["--journal-bytes", "1e9"], "Error: The value '1e9' is invalid for '--journal-bytes"),
      (["--journal-bytes", "99999999999999999999"], "Error: The value '99999999999999999999' is invalid for"),
      (["--sandbox-limit=-1"], "Error: --sandbox-limit must be at least 1"),
      (["--sandbox-idle-seconds", "inf"], "Error: The value 'inf' is invalid for '--sandbox-idle-seconds"),
      (["--disable-rule", ""], "Error: \"\" is not a rule"),
      (["check", ""], "Error: a path is empty"),
      (["check", "--print-schema", "seed-data"], "Error: --print-schema reads no seed files; remove seed-data"),
      (["compare"], "Error: there is no capture; name a HAR file"),
      (["compare", ""], "Error: a capture is empty; name a HAR file"),
      (["compare", "--accept", "", "a.har"], "Error: --accept is empty; name a file, or remove the option"),
      (["compare", "--write-seeds", "", "a.har"], "Error: --write-seeds is empty; name a directory"),
      (
        ["compare", "--write-seeds", "/dev/null/a", "a.har"], "Error: --write-seeds /dev/null/a cannot be created: "
      ),
      (["compare", "--seed-data", "", "a.har"], "Error: --seed-data is empty"),
      (["compare", "--disable-rule", "everything", "a.har"], "Error: \"everything\" is not a rule"),
      (["rules", ""], "Error: \"\" is not a vendor"),
      (["rules", "--transcripts", ""], "Error: --transcripts requires --format markdown"),
      (["openapi", ""], "Error: \"\" is not an endpoint"),
      (["openapi", "--directory", ""], "Error: --directory is empty"),
    ]))
  func withoutEffect(_ arguments: [String], _ start: String) throws { try ended(arguments, start) }

  @Test("A list without values is refused", arguments: ["SEED_DATA", "DISABLE_RULE", "ADMIN_HOST", "FAIL_ON"])
  func emptyList(_ variable: String) throws {
    let ending = try Program.run(["--port=0"], ["UNDERSTUDY_\(variable)": ","])
    #expect(ending.code == 64 && ending.output == "")
    #expect(ending.errors.hasPrefix("Error: UNDERSTUDY_\(variable): \",\" is a list without values"))
  }

  @Test(
    "A database that would keep nothing is refused, as an option and as a variable",
    arguments: ExternalProgram.sample(of: [
      "", ":memory:", "file::memory:", "file:agents?mode=memory", "file:agents.sqlite", "/dev/null", "/",
    ]))
  func database(_ path: String) throws {
    let option = try Program.run(["--port=0", "--database", path])
    // An empty variable counts as unset.
    let variable = path.isEmpty ? option : try Program.run(["--port=0"], ["UNDERSTUDY_DATABASE": path])
    for ending in [option, variable] {
      #expect(ending.code == 64 && ending.output == "")
      #expect(ending.errors.hasPrefix("Error: --database \(path.isEmpty ? "\"\"" : path) cannot be used: it is "))
      #expect(ending.errors.hasSuffix("; name a file, or leave the database out to keep agents in memory\n"))
    }
  }

  @Test func `Allowed are names, origins and addresses that a request can have`() throws {
    let server = try Serving([
      "--host", "localhost", "--admin-host", "mock_1.example-a", "--admin-host", "MOCK",
      "--admin-origin", "https://app.example.com:8443", "--admin-origin", "http://[2001:db8::1]:3000",
      "--admin-origin", "tauri://localhost", "--journal-bytes", "9223372036854775807", "--sandbox-limit",
      "9223372036854775807", "--max-body-bytes", "1099511627776", "--clock", "9999-12-31T23:59:59Z",
    ])
    defer { server.kill() }
    #expect(try server.update(#"{"max_duration":9}"#).text.contains(#""updated_at":"9999-12-31T23:59:59Z""#))
  }

  private func ended(_ arguments: [String], _ start: String) throws {
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
