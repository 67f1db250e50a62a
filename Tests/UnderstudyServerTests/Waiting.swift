import Glibc
import Synchronization
import Testing
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

/// A server with one thread that lets `/wait` wait and echoes all else.
struct WaitingServer {
  let server: Server

  init(timeout: Int = 3600, _ wait: @escaping @Sendable () -> DeferredResponse) throws {
    let configuration = Server.Configuration.tested(
      port: 0, maximumBodyBytes: 1000, inactivityTimeout: timeout)
    server = try Server(configuration: configuration) { request in
      request.target == "/wait" ? .deferred(wait()) : echo(request)
    }
  }

  func client() throws -> RawClient { try RawClient(port: server.port) }

  /// A client whose request has reached the server, and all requests sent before it.
  func waitingClient(_ request: String = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n") throws -> RawClient {
    let client = try client()
    try client.send(request)
    try settle()
    return client
  }

  /// Returns when everything sent before has been seen: the one thread takes turns.
  func settle() throws {
    for _ in 1...2 {
      #expect(try client().exchange("GET /other HTTP/1.1\r\nHost: a\r\n\r\n").text == "GET /other\n")
    }
  }
}

/// Counts calls, from any thread.
final class Counter: Sendable {
  private let calls = Atomic<Int>(0)

  var count: Int { calls.load(ordering: .sequentiallyConsistent) }

  func add() { calls.wrappingAdd(1, ordering: .sequentiallyConsistent) }

  /// A closure for a `DeferredResponse` that counts and then answers with the text.
  func answer(_ text: String = "after", _ delivery: Delivery = .plain) -> @Sendable () -> Response? {
    {
      self.add()
      return Response(status: 200, body: Array(text.utf8), delivery: delivery)
    }
  }
}

/// How many descriptors the process has open.
func openDescriptors() -> Int {
  guard let directory = opendir("/proc/self/fd") else { return -1 }
  defer { closedir(directory) }
  return sequence(state: directory) { readdir($0) }.reduce(0) { count, _ in count + 1 }
}
