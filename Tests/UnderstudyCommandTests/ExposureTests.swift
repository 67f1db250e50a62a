import Foundation
import Testing
import UnderstudyTestSupport

@Suite("A server that was told nothing else", .waits) struct ExposureTests {
  /// Whether it answers at an address of this machine. 127.0.0.2 is one, as is all of 127.0.0.0/8.
  private func answers(_ server: Serving, at host: String) -> Bool {
    (try? RawClient(host: host, port: server.port).exchange("GET /__admin/livez HTTP/1.0\r\n\r\n").status) == 200
  }

  @Test func `listens on this machine's own address alone`() throws {
    let server = try Serving([])
    defer { server.kill() }
    #expect(answers(server, at: "127.0.0.1") && !answers(server, at: "127.0.0.2") && !answers(server, at: "::1"))
    let open = try Serving(["--host", "0.0.0.0"])
    defer { open.kill() }
    #expect(answers(open, at: "127.0.0.2"), "this is how another address would be seen")
  }

  @Test func `has no file open but its database, its streams and what it loads`() throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let server = try Serving(["--database", scratch("agents.sqlite"), "--port-file", scratch("port")])
    defer { server.kill() }
    #expect(try server.update(#"{"temperature":0.5}"#).status == 200)
    #expect(
      try server.client().exchange("POST /__admin/seed/reload HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200)
    let directory = "/proc/\(server.program.id)/fd"
    let files = try FileManager.default.contentsOfDirectory(atPath: directory).compactMap { descriptor in
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/\(descriptor)")
    }
    // Others are no files: socket:[…], pipe:[…], anon_inode:[eventfd].
    var paths = files.filter { $0.hasPrefix("/") && $0 != "/dev/null" && !$0.hasSuffix("/errors") }
    // Room on the disk, which has no name.
    paths.removeAll { $0.hasPrefix(scratch("agents.sqlite-reserve-")) && $0.hasSuffix(" (deleted)") }
    #expect(Set(paths) == Set(["", "-wal"].map { scratch("agents.sqlite\($0)") }))
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
    #expect(left == ["agents.sqlite", "agents.sqlite-wal", "port"])
  }
}
