import FuzzSupport
import Glibc
import UnderstudyCertificates
import UnderstudyHTTP
import UnderstudyServer

/// Any bytes on a connection to a real server with TLS: whatever becomes of that connection, the next client is answered.
@main
enum FuzzWire {
  static func main() {
    fuzz { fuzzWire($0, $1) }
  }
}

private func fuzzWire(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  readFirstBytes(UnsafeRawBufferPointer(start: data, count: count))
  let descriptor = connected()
  _ = send(descriptor, data, count, Int32(MSG_NOSIGNAL))
  shutdown(descriptor, Int32(SHUT_WR))
  takeAnswers(descriptor)
  close(descriptor)
  if count % 64 == 0 {
    // Once more where libFuzzer's own alarm interrupted it.
    let status = nextStatus ?? nextStatus
    demand(status == 200, "the next client got \(String(describing: status))")
  }
  return 0
}

/// What a CONNECT is read as, is sent again as that.
private func readFirstBytes(_ bytes: UnsafeRawBufferPointer) {
  guard case .connect = FirstBytes(bytes), let request = try? ConnectRequest(bytes) else { return }
  demand(request.size <= bytes.count, "more was read than sent")
  let again = Array("CONNECT \(request.authority) HTTP/1.1\r\n\r\n".utf8)
  let second = again.withUnsafeBytes { try? ConnectRequest($0) }
  demand(second?.host == request.host && second?.port == request.port, "it is read as another host")
}

private var nextStatus: Int? { try? ServerCall.status(host: "127.0.0.1", port: server.port, path: "/") }

private let server: Server = {
  do {
    var configuration = Server.Configuration(port: 0, maximumBodyBytes: 4096, inactivityTimeout: 2)
    configuration.certificates = try ServerCertificates(names: [CertifiedName("api.example.com")])
    return try Server(configuration: configuration) { request in
      .immediate(Response(status: 200, fields: request.fields, body: Array(request.target.utf8)))
    }
  } catch {
    fatalError("\(error)")
  }
}()

private func connected() -> Int32 {
  while true {
    if let descriptor = connection() { return descriptor }
  }
}

/// Returns nil if libFuzzer's own alarm interrupts it.
private func connection() -> Int32? {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  // From one address after the other: each has thirty thousand ports, and one that was used rests for a minute.
  let source = UInt32(INADDR_LOOPBACK) + .random(in: 1...100)
  demand(apply(bind, descriptor, source, port: 0) == 0)
  let code = apply(connect, descriptor, UInt32(INADDR_LOOPBACK), port: server.port)
  if code != 0, errno == EINTR {
    close(descriptor)
    return nil
  }
  demand(code == 0, "the server no longer listens: \(String(cString: strerror(errno)))")
  // Half a request is not answered; then the client hangs up.
  var patience = timeval(tv_sec: 0, tv_usec: 5000)
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  return descriptor
}

private func apply(
  _ call: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32, _ descriptor: Int32, _ host: UInt32, port: UInt16
) -> Int32 {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = host.bigEndian
  return withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      call(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}

private func takeAnswers(_ descriptor: Int32) {
  var buffer = [UInt8](repeating: 0, count: 65_536)
  var received = 0
  while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
    received += count
    // Two thousand answers fit an input, and each has the fields of its request.
    demand(received < 1 << 21, "the answers do not end")
  }
}
