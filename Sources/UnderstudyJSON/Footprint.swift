extension JSON {
  /// About the memory that the value takes besides its own stride, in bytes. Recursion is as deep as the value.
  package var footprint: Int {
    switch self {
    case .null, .bool: 0
    case .number(let number): number.text.footprint
    case .string(let text): text.footprint
    case .array(let elements): elements.reduce(Self.overhead) { $0 + MemoryLayout<JSON>.stride + $1.footprint }
    case .object(let members): members.footprint
    }
  }

  /// The overhead of an allocation, in bytes.
  fileprivate static let overhead = 48
}

extension Members {
  /// About the memory that the members take, in bytes.
  package var footprint: Int {
    var sum = JSON.overhead
    let elements = elements.span
    for index in elements.indices {
      sum += MemoryLayout<Member>.stride + elements[index].key.text.footprint + elements[index].value.footprint
    }
    return sum
  }
}

extension String {
  /// Strings of up to 15 bytes need no allocation.
  fileprivate var footprint: Int { utf8.count > 15 ? utf8.count + JSON.overhead : 0 }
}
