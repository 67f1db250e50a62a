import Glibc
import Testing

/// Returns a number of `/proc/self/status`, in kilobytes.
/// - Parameter name: The name of its line, such as `VmRSS:`.
package func kilobytes(_ name: String) throws -> Int {
  let file = try #require(fopen("/proc/self/status", "r"))
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 256)
  var number: Int?
  while number == nil, fgets(&line, CInt(line.count), file) != nil {
    let words = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      .split(whereSeparator: \.isWhitespace)
    if words.count > 1, words[0] == name { number = Int(words[1]) }
  }
  return try #require(number)
}
