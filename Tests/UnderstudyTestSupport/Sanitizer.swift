import Foundation
import Glibc

/// What these tests and the programs that they start were built for.
package enum Sanitizer {
  case address, thread

  /// nil for none, as `make test` builds.
  package static let current: Sanitizer? =
    if isLinked("__tsan_init") { .thread } else if isLinked("__asan_init") { .address } else { nil }

  private static func isLinked(_ symbol: String) -> Bool { dlsym(nil, symbol) != nil }

  /// How many times longer than usual things may take.
  package static let factor = current == nil ? 1 : 10

  /// What the programs that tests start have in their environment besides: they are watched for leaks. A process of tests
  /// is not, because it ends with much in its hands that LeakSanitizer cannot see.
  package static let variables: [String: String] =
    current == .address
    ? ["ASAN_OPTIONS": "\(ProcessInfo.processInfo.environment["ASAN_OPTIONS"] ?? ""):detect_leaks=1"] : [:]
}
