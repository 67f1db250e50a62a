import Testing
import UnderstudyTestSupport

@Suite("The environment", .waits) struct EnvironmentTests {
  @Test(
    "A variable that is no twin is a warning with the nearest one that is",
    arguments: [
      ("UNDERSTUDY_SEED_DTA", "; did you mean UNDERSTUDY_SEED_DATA?"),
      ("UNDERSTUDY_MAX_BODY_BYTE", "; did you mean UNDERSTUDY_MAX_BODY_BYTES?"),
      ("UNDERSTUDY_port", "; did you mean UNDERSTUDY_PORT?"),
      ("UNDERSTUDY_SOMETHING_ELSE_ENTIRELY", ""),
    ])
  func unknown(_ name: String, _ hint: String) throws {
    let server = try Serving([], [name: "value"])
    defer { server.kill() }
    #expect(server.logs("Z warning the environment variable \(name) is unknown and is ignored\(hint)\n"))
    #expect(server.errors.split(separator: "\n").count == 1)
  }

  @Test(
    "One that `run` sets or a launcher reads is no option, and no warning",
    arguments: ["URL", "HTTPS_URL", "CA", "BINARY"])
  func ofRun(_ name: String) throws {
    let server = try Serving([], ["UNDERSTUDY_\(name)": "value"])
    defer { server.kill() }
    #expect(server.errors == "")
  }

  @Test("One that belongs to another program is not looked at", arguments: ["UNDERSTUD", "MY_UNDERSTUDY_PORT"])
  func others(_ name: String) throws {
    let server = try Serving([], [name: "value"])
    defer { server.kill() }
    #expect(server.errors == "")
  }

  @Test(
    "A flag's twin is true or false in several spellings",
    arguments: [
      ("1", false), ("true", false), ("YES", false), ("on", false),
      ("0", true), ("false", true), ("No", true), ("off", true),
    ])
  func flag(_ value: String, _ annotates: Bool) throws {
    let server = try Serving([], ["UNDERSTUDY_NO_ANNOTATIONS": value])
    defer { server.kill() }
    #expect((try server.update("{}")["X-Understudy-Request-Id"] != nil) == annotates)
  }

  @Test(
    "The twin of a repeatable option is a list",
    arguments: [
      "centerfy.temperature.range,centerfy.name.type", ",centerfy.temperature.range,,centerfy.name.type,",
    ])
  func list(_ value: String) throws {
    let server = try Serving([], ["UNDERSTUDY_DISABLE_RULE": value])
    defer { server.kill() }
    #expect(try server.update(#"{"temperature":7,"name":7}"#).status == 200)
  }

  @Test func `A flag replaces the whole list`() throws {
    let server = try Serving(
      ["--disable-rule", "centerfy.name.type"], ["UNDERSTUDY_DISABLE_RULE": "centerfy.temperature.range"])
    defer { server.kill() }
    #expect(try server.update(#"{"temperature":7}"#)["X-Understudy-Rule"] == "centerfy.temperature.range")
    #expect(try server.update(#"{"name":7}"#).status == 200)
  }

  @Test(
    "Other subcommands have twins too",
    arguments: [
      (["health"], "UNDERSTUDY_PORT", "abc"), (["rules"], "UNDERSTUDY_FORMAT", "yaml"),
      (["check"], "UNDERSTUDY_PRINT_SCHEMA", "maybe"),
    ])
  func subcommand(_ arguments: [String], _ variable: String, _ value: String) throws {
    let ending = try Program.run(arguments, [variable: value])
    #expect(ending.code == 64)
    #expect(ending.errors.hasPrefix("Error: \(variable): "))
  }

  @Test(
    "A twin does not get in the way of help",
    arguments: [
      ["--help"], ["help", "serve"], ["serve", "-h"], ["check", "--help"], ["--version"],
    ])
  func help(_ arguments: [String]) throws {
    let plain = try Program.run(arguments)
    #expect(plain.code == 0)
    for port in ["4010", "invalid"] {
      let ending = try Program.run(arguments, ["UNDERSTUDY_PORT": port, "UNDERSTUDY_SEED_DATA": "seed-data"])
      #expect(ending.code == 0 && ending.output == plain.output)
    }
  }
}
