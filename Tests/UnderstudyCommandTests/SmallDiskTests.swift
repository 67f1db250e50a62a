import Foundation
import Testing
import UnderstudyJSON
import UnderstudyTestSupport

/// A disk that is really full. Only a user who may mount has one.
private enum SmallDisk {
  /// Mounts a disk of a megabyte in a directory, for the program alone, and takes its room if the second word says so.
  static func mounting(_ directory: String, _ room: String) -> [String] {
    [
      "unshare", "--mount", "sh", "-c",
      #"""
      mount -t tmpfs -o size=1m small "$0" || exit 99
      [ "$1" = room ] || dd if=/dev/zero of="$0/ballast" bs=4096 2>/dev/null
      shift; exec "$@"
      """#, directory, room,
    ]
  }

  static let canMount: Bool = {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["unshare", "--mount", "mount", "-t", "tmpfs", "small", "/tmp"]
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    guard (try? process.start()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}

@Suite(
  "A small disk that is full", .waits, .tags(.external), .enabled(if: SmallDisk.canMount, "mounting is not allowed")
)
struct SmallDiskTests {
  private static func call(_ server: Serving, _ method: String, _ path: String) throws -> RawAnswer {
    try server.client().exchange("\(method) /__admin\(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
  }

  private static func update(_ server: Serving, _ sandbox: String) throws -> RawAnswer {
    let body = #"{"name":"\#(String(repeating: "x", count: 3000))"}"#
    let request = Centerfy.salesBot.request(body).replacing("PUT /", with: "PUT /sandbox/\(sandbox)/")
    return try server.client().exchange(request)
  }

  /// Updates agents of ever more sandboxes until there is no room for one, and still none after some seconds: once a second
  /// the server tries again, and may find room that the log has taken.
  private static func fill(_ server: Serving, _ directory: String) throws {
    var number = 0
    let isFull = try until {
      while try number < 4000 && update(server, "s\(number)").status == 200 { number += 1 }
      Thread.sleep(forTimeInterval: 3)
      let readiness = try server.get("/__admin/readyz")
      let refused = try call(server, "PUT", "/snapshots/a")
      return readiness.status == 503 && refused.status == 500 && refused.text.contains("the disk is full")
        && readiness.text.contains("writes fail: the disk is full, or the file may not grow: \(directory)")
    }
    #expect(isFull && 2..<4000 ~= number)
  }

  @Test(
    "Whatever is removed makes room, and the server says when it has some",
    arguments: ExternalProgram.sample(of: [
      ("POST", "/reset"), ("DELETE", "/agents/centerfy/\(Centerfy.salesBot.id)"), ("DELETE", "/sandboxes/s1"),
      ("DELETE", "/sandboxes"),
    ]))
  func removal(_ method: String, _ path: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let server = try Serving(
      ["--database", scratch("agents.sqlite"), "--log-level", "critical"],
      launcher: SmallDisk.mounting(scratch.path, "room"))
    defer { server.kill() }
    try Self.fill(server, scratch.path)
    #expect(try Self.call(server, method, path).status == 200)
    #expect(try Self.call(server, "DELETE", "/sandboxes").status == 200)
    #expect(try until { try server.get("/__admin/readyz").status == 200 })
    #expect(try Self.update(server, "later").status == 200)
    #expect(try server.stop().code == 0)
  }

  @Test func `The limit of sandboxes holds`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let server = try Serving(
      ["--database", scratch("agents.sqlite"), "--log-level", "critical", "--sandbox-limit", "3"],
      launcher: SmallDisk.mounting(scratch.path, "room"))
    defer { server.kill() }
    for number in 0..<600 { _ = try Self.update(server, "s\(number)") }
    #expect(try server.get("/__admin/sandboxes").text.contains(#""total":4"#))
    #expect(try Self.call(server, "POST", "/reset").status == 200)
  }

  @Test func `A start on it says so, and where`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let program = try Program(
      ["--port=0", "--database", scratch("agents.sqlite")], launcher: SmallDisk.mounting(scratch.path, "full"))
    defer { program.kill() }
    let ending = try program.ending()
    #expect(ending.code == 64)
    #expect(ending.errors.contains("the disk is full, or the file may not grow: \(scratch("agents.sqlite"))"))
  }
}
