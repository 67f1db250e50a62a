import Glibc

/// The system's time as the `Date` of a response has it.
package enum HTTPDate {
  /// The current time, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
  package static var now: String {
    var seconds = time(nil)
    var parts = tm()
    guard gmtime_r(&seconds, &parts) != nil else { return "" }
    // The names of days and months are English, because the program keeps the C locale.
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
      guard let start = text.baseAddress else { return "" }
      let count = strftime(start, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
      return count > 0 ? String(cString: start) : ""
    }
  }
}
