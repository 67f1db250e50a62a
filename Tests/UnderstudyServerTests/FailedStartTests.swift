import Glibc
import Testing
import UnderstudyHTTP
import UnderstudyPlatform
import UnderstudyServer
import UnderstudyTestSupport

@Suite("A start that fails", .waits) struct FailedStartTests {
  @Test func `With too few descriptors it says so, and leaves no socket open`() async {
    await #expect(processExitsWith: .success) {
      let occupied = occupyDescriptors()
      var failures = 0
      // One more descriptor is free each time, so that every step fails once.
      for descriptor in occupied {
        close(descriptor)
        errno = EADDRINUSE
        do throws(SystemError) {
          try Server(configuration: .tested(port: 0), answer: echo).stop()
          break
        } catch {
          failures += 1
          #expect(error.description == "cannot listen on 127.0.0.1:0: Too many open files")
          #expect(listeningSockets() == 0)
        }
      }
      #expect(failures > 0)
    }
  }

  @Test(.disabled(if: Sanitizer.current != nil, "a sanitizer needs the memory that this test takes away"))
  func `Without a thread it says so, and leaves no socket open`() async {
    await #expect(processExitsWith: .success) {
      var none = rlimit(rlim_cur: 16_777_216, rlim_max: 16_777_216)
      // No memory for a stack.
      setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &none)
      let error = #expect(throws: SystemError.self) {
        try Server(configuration: .tested(port: 0), answer: echo).stop()
      }
      #expect(error?.description == "cannot listen on 127.0.0.1:0: Resource temporarily unavailable")
      #expect(listeningSockets() == 0)
    }
  }
}

/// Opens descriptors until no more are allowed, of which 256 are.
private func occupyDescriptors() -> [CInt] {
  var limit = rlimit(rlim_cur: 256, rlim_max: 256)
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  return Array(sequence(state: (), next: { _ in dup(0) }).prefix { $0 >= 0 })
}

/// How many sockets listen, of the descriptors that are allowed.
private func listeningSockets() -> Int {
  (0..<CInt(256)).count { descriptor in
    var (isListening, size) = (CInt(0), socklen_t(MemoryLayout<CInt>.size))
    return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) == 0 && isListening != 0
  }
}
