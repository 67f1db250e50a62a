import Synchronization

/// Numbers requests with UUIDs (version 8 of RFC 9562): random for each process, then a counter, so that the last
/// group says which request of this run it was.
final class RequestIDs: Sendable {
  private let prefix: String
  private let count = Atomic<UInt64>(0)

  init() {
    let random = Hex(UInt64.random(in: 0 ... .max), digits: 16).text
    let (first, rest) = (random.prefix(8), random.dropFirst(8))
    prefix = "\(first)-\(rest.prefix(4))-8\(rest.dropFirst(4).prefix(3))-8000-"
  }

  func next() -> String {
    prefix + Hex(count.wrappingAdd(1, ordering: .relaxed).newValue, digits: 12).text
  }
}

/// A number in hexadecimal digits, padded with zeros.
private struct Hex {
  let text: String

  init(_ number: UInt64, digits: Int) {
    let text = String(number, radix: 16)
    self.text = String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
