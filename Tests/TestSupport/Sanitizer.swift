import Glibc

/// What these tests and the programs that they start were built for.
package enum Sanitizer {
  case address, thread

  /// nil for none, as `make test` builds.
  package static let current: Sanitizer? =
    if isLinked("__tsan_init") { .thread } else if isLinked("__asan_init") { .address } else { nil }

  private static func isLinked(_ symbol: String) -> Bool { dlsym(nil, symbol) != nil }

  /// How many times longer than usual things may take.
  package static let patience = current == nil ? 1 : 10
}
