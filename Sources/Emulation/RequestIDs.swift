import Synchronization

/// Numbers requests with UUIDs (version 8 of RFC 9562): random for each process, then a counter, so that the last
/// group says which request of this run it was.
final class RequestIDs: Sendable {
  private let prefix: String
  private let count = Atomic<UInt64>(0)

  init() {
    let random = Self.hexadecimal(UInt64.random(in: 0 ... .max), digits: 16)
    let (first, rest) = (random.prefix(8), random.dropFirst(8))
    prefix = "\(first)-\(rest.prefix(4))-8\(rest.dropFirst(4).prefix(3))-8000-"
  }

  func next() -> RequestID {
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue
    return RequestID(uuid: prefix + Self.hexadecimal(number, digits: 12), number: number)
  }

  private static func hexadecimal(_ number: UInt64, digits: Int) -> String {
    String(unsafeUninitializedCapacity: digits) { text in
      var rest = number
      for position in text.indices.prefix(digits).reversed() {
        let digit = UInt8(rest & 0xF)
        text[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        rest >>= 4
      }
      return digits
    }
  }
}

package struct RequestID: Sendable {
  package let uuid: String
  fileprivate let number: UInt64

  /// Ten digits of base 36, for vendors that name requests so: the same number as in the UUID's last group.
  var short: String {
    let digits = String(number, radix: 36)
    return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
  }
}
