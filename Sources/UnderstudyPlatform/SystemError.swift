#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Why a system call failed.
package struct SystemError: Error, CustomStringConvertible {
  /// The system's sentence: `Address already in use`.
  package let description: String

  package init(description: String) { self.description = description }

  package init(code: CInt) { description = String(cString: strerror(code)) }

  /// The error of the system call that failed last on this thread. To be read before any other call.
  package static var last: SystemError { SystemError(code: errno) }
}
