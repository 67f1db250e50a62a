import Foundation
import Testing
import UnderstudyTestSupport

/// Several servers behind nginx, with the configuration of `examples/several-servers`. End it with `kill()`.
struct Fleet {
  private static let example = "\(Repository.root)/examples/several-servers"

  let servers: [Serving]
  /// Of nginx.
  let port: UInt16
  private let proxy: Process
  private let scratch: ScratchDirectory

  init(_ arguments: [String]) throws {
    scratch = try ScratchDirectory()
    let first = try Serving(arguments)
    do {
      servers = [first, try Serving(arguments)]
    } catch {
      first.kill()
      throw error
    }
    do {
      // The example, with other ports.
      try Self.copy("fleet.conf", to: scratch, replacing: ["4011": servers[0].port, "4012": servers[1].port])
      (proxy, port) = try Self.startedProxy(scratch)
    } catch {
      servers.forEach { $0.kill() }
      scratch.remove()
      throw error
    }
  }

  func kill() {
    Self.end(proxy)
    servers.forEach { $0.kill() }
    scratch.remove()
  }

  private static func end(_ proxy: Process) {
    guard proxy.isRunning else { return }
    Glibc.kill(proxy.processIdentifier, SIGTERM)
    proxy.waitUntilExit()
  }

  func client() throws -> RawClient { try RawClient(port: port) }

  /// Starts nginx on a free port: on another one if a program took it in between.
  private static func startedProxy(_ scratch: ScratchDirectory) throws -> (Process, UInt16) {
    var attempts = 0
    while true {
      attempts += 1
      let port = try FreePort.find()
      try copy("nginx.conf", to: scratch, replacing: ["4010": port])
      do {
        return (try startProxy(scratch), port)
      } catch let failure as Program.Failure {
        guard attempts < 20, failure.description.contains("Address already in use") else { throw failure }
      }
    }
  }

  private static func startProxy(_ scratch: ScratchDirectory) throws -> Process {
    let proxy = Process()
    proxy.executableURL = URL(filePath: ExternalProgram.nginx.path ?? "nginx")
    proxy.arguments = [
      "-p", "\(scratch.path)/", "-c", scratch("nginx.conf"), "-g", "daemon off; error_log stderr notice;",
    ]
    proxy.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    proxy.standardError = pipe
    try proxy.start()
    let log = LineReader(pipe.fileHandleForReading)
    var said = ""
    do {
      // nginx listens before it logs this.
      while !said.contains("start worker processes") {
        guard let line = try log.nextLine() else { throw Program.Failure(description: "nginx ended; \(said)") }
        said += "\(line)\n"
      }
    } catch {
      end(proxy)
      throw error
    }
    return proxy
  }

  private static func copy(_ name: String, to scratch: ScratchDirectory, replacing ports: [String: UInt16]) throws {
    var text = try String(contentsOfFile: "\(example)/\(name)", encoding: .utf8)
    for (port, replacement) in ports {
      let address = "127.0.0.1:\(port)"
      try #require(text.contains(address), "\(name) does not have \(address)")
      text = text.replacing(address, with: "127.0.0.1:\(replacement)")
    }
    try scratch.write(text, to: name)
  }
}

/// A free port, for programs that do not support port 0.
private enum FreePort {
  static func find() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
      }
    }
    try #require(result == 0, "no port is free")
    return UInt16(bigEndian: address.sin_port)
  }
}
