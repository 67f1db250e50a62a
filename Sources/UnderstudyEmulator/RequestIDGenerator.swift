import Synchronization
import UnderstudyJSON

/// A generator of request ids: UUIDs (version 8 of RFC 9562) that are random for each process and end with a counter.
final class RequestIDGenerator: Sendable {
  private let prefix: [UInt8]
  private let count = Atomic<UInt64>(0)

  init() {
    let random = String(hexadecimal: UInt64.random(in: 0 ... .max), digits: 16)
    let (first, rest) = (random.prefix(8), random.dropFirst(8))
    prefix = Array("\(first)-\(rest.prefix(4))-8\(rest.dropFirst(4).prefix(3))-8000-".utf8)
  }

  func next() -> RequestID {
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue
    let uuid = String(unsafeUninitializedCapacity: Self.length) { text in
      var rest = number
      for position in (prefix.count..<Self.length).reversed() {
        let digit = UInt8(rest & 0xF)
        text[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        rest >>= 4
      }
      _ = text.update(fromContentsOf: prefix)
      return Self.length
    }
    return RequestID(uuid: uuid, number: number)
  }

  private static let length = 36

  /// Returns the number of an id; nil if it is not one of this generator's.
  func number(of id: String) -> UInt64? {
    let bytes = Array(id.utf8)
    guard bytes.count == Self.length, bytes.starts(with: prefix) else { return nil }
    let number = UInt64(String(decoding: bytes[prefix.count...], as: UTF8.self), radix: 16)
    return number.flatMap { $0 <= count.load(ordering: .relaxed) ? $0 : nil }
  }
}

package struct RequestID: Sendable {
  package let uuid: String
  let number: UInt64

  /// The counter as ten digits in base 36, for vendors that use short request ids.
  var short: String { String(number, radix: 36).padded(to: 10) }
}
