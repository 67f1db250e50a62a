import Foundation
import TestSupport
import Testing

@Suite("A server that was told nothing else") struct ExposureTests {
  /// The addresses where something listens at a port, as the system writes them: `0100007F` is 127.0.0.1.
  ///
  /// Looked at until there is one: the list is read in pieces, and misses a line when others change meanwhile.
  private func listening(at port: UInt16) throws -> Set<String> {
    for _ in 1...100 {
      let addresses = try addressesListed(at: port)
      if !addresses.isEmpty { return addresses }
    }
    return []
  }

  private func addressesListed(at port: UInt16) throws -> Set<String> {
    let place = ":" + String(port, radix: 16, uppercase: true)
    let addresses = try ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { file in
      try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").compactMap { line -> String? in
        let words = line.split(separator: " ")
        guard words.count > 3, words[1].hasSuffix(place), words[3] == "0A" else { return nil }
        return String(words[1].dropLast(place.count))
      }
    }
    return Set(addresses)
  }

  @Test func `listens on this machine's own address alone`() throws {
    let server = try Serving(["--threads", "2"])
    defer { server.kill() }
    #expect(try listening(at: server.port) == ["0100007F"])
    let open = try Serving(["--host", "0.0.0.0"])
    defer { open.kill() }
    #expect(try listening(at: open.port) == ["00000000"], "this is how another address would be seen")
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
    let paths = files.filter { $0.hasPrefix("/") && $0 != "/dev/null" && !$0.hasSuffix("/errors") }
    #expect(Set(paths) == Set(["", "-wal"].map { scratch("agents.sqlite\($0)") }))
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
    #expect(left == ["agents.sqlite", "agents.sqlite-wal", "port"])
  }
}
