import Foundation
import Testing
import UnderstudyServer
import UnderstudyTestSupport

@Suite("A socket that another process holds too", .waits) struct HeldDescriptorTests {
  /// As a process does that is just being started: it has a copy of each descriptor until it runs its program.
  @Test func `Its end is not taken for that of the connection that has its number now`() async {
    await #expect(processExitsWith: .success) {
      let promise = ReplyPromise()
      let server = try Server(configuration: .tested(port: 0)) { request in
        request.target == "/wait" ? .deferred(promise.response) : echo(request)
      }
      let first = try RawClient(port: server.port)
      try first.send("GET /wait HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      _ = try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      let copies = connections(to: server.port).map { dup($0) }
      promise.fulfill(with: .immediate(.init(status: 200)))
      #expect(try first.readAnswer().status == 200)
      #expect(until { connections(to: server.port).allSatisfy(copies.contains) })
      let second = try RawClient(port: server.port)
      #expect(until { !connections(to: server.port).allSatisfy(copies.contains) })
      first.close()
      // The one thread takes turns: it has seen that end.
      for _ in 1...2 { _ = try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
      #expect(try second.exchange("GET /second HTTP/1.1\r\nHost: a\r\n\r\n").text == "GET /second\n")
      server.stop()
    }
  }

  @Test func `An upload that was closed is not looked at again when its client leaves`() async {
    await #expect(processExitsWith: .success) {
      overwriteFreedMemory()
      let server = try Server(configuration: .tested(port: 0), answer: echo)
      for _ in 1...5 {
        let client = try RawClient(port: server.port)
        #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
        let copies = connections(to: server.port).map { dup($0) }
        try client.send("PUT /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;")
        try client.send(String(repeating: "x", count: 40_000))
        _ = try client.readUntilClose()
        client.close()
        for _ in 1...20 { _ = try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
        copies.forEach { close($0) }
      }
      server.stop()
    }
  }
}

/// Makes malloc overwrite what is freed, so that its use shows. malloc.h is not a part of the module of glibc.
func overwriteFreedMemory() { _ = mallopt(-6, 0xA5) }

@_silgen_name("mallopt")
private func mallopt(_ parameter: CInt, _ value: CInt) -> CInt

/// The descriptors of the server's ends of connections to a port, without those whose client has left.
private func connections(to port: UInt16) -> [CInt] {
  sockets(at: port).filter { descriptor in
    var other = sockaddr_in()
    return name(of: descriptor, &other, getpeername)
  }
}

/// The descriptors of a server's sockets, the one that listens included.
func sockets(at port: UInt16) -> [CInt] {
  // An exit test's process also has the descriptors of the one that started it, so that numbers can be large.
  let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
  return descriptors.compactMap { CInt($0) }.filter { descriptor in
    var own = sockaddr_in()
    return name(of: descriptor, &own, getsockname) && own.sin_port.bigEndian == port
  }
}

private func name(
  of descriptor: CInt, _ address: inout sockaddr_in,
  _ call: (CInt, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> CInt
) -> Bool {
  var size = socklen_t(MemoryLayout<sockaddr_in>.size)
  return withUnsafeMutableBytes(of: &address) {
    call(descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size) == 0
  }
}
