import UnderstudyJSON

/// The form of a value that a server sets, by which ids, times and tokens are compared.
enum AnswerForm: Hashable {
  case time
  case uuid
  /// Such as `agt_`, with letters and digits behind it.
  case prefixed(String)
  case hexadecimal(count: Int)
  case token

  /// Nil if a value has none of these forms.
  init?(_ value: JSON) {
    switch value {
    case .string(let text): self.init(text)
    case .number(let number): if number.isTime { self = .time } else { return nil }
    case .null, .bool, .array, .object: return nil
    }
  }

  private init?(_ text: String) {
    let bytes = Array(text.utf8.prefix(Self.longest + 1))
    guard bytes.count <= Self.longest else { return nil }
    if bytes.isTime {
      self = .time
    } else if bytes.isUUID {
      self = .uuid
    } else if let prefix = bytes.prefixOfID {
      self = .prefixed(prefix)
    } else if bytes.count >= 16, bytes.allSatisfy(\.isHexadecimal) {
      self = .hexadecimal(count: bytes.count)
    } else if bytes.count >= 12, bytes.allSatisfy(\.isOfToken), bytes.contains(where: \.isDigit) {
      self = .token
    } else {
      return nil
    }
  }

  private static let longest = 4096

  /// The form as a phrase.
  var phrase: String {
    switch self {
    case .time: "a time"
    case .uuid: "a UUID"
    case .prefixed(let prefix): "an id such as \(prefix)…"
    case .hexadecimal(let count): "\(count) hexadecimal digits"
    case .token: "a token"
    }
  }
}

extension Number {
  /// Whether this may be the seconds or milliseconds since 1970.
  fileprivate var isTime: Bool { isIntegral && (1e9..<1e14).contains(double) }
}

extension [UInt8] {
  /// `2026-04-17T12:00:00`, and anything behind it.
  fileprivate var isTime: Bool {
    let pattern = Array("dddd-dd-ddTdd:dd".utf8)
    return count >= pattern.count && count <= 40
      && zip(self, pattern).allSatisfy { byte, sign in sign == UInt8(ascii: "d") ? byte.isDigit : byte == sign }
  }

  fileprivate var isUUID: Bool {
    count == 36
      && enumerated().allSatisfy { index, byte in
        [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : byte.isHexadecimal
      }
  }

  /// The letters before the first `_` or `-` of an id, with that sign.
  fileprivate var prefixOfID: String? {
    guard let end = firstIndex(where: { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }), 1...12 ~= end,
      self[..<end].allSatisfy(\.isLetter)
    else { return nil }
    let rest = self[(end + 1)...]
    guard rest.count >= 4, rest.allSatisfy(\.isOfToken), rest.contains(where: \.isDigit) else { return nil }
    return String(decoding: self[...end], as: UTF8.self)
  }
}

extension UInt8 {
  var isLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }
  fileprivate var isHexadecimal: Bool { isDigit || UInt8(ascii: "a")...UInt8(ascii: "f") ~= self | 0x20 }
  fileprivate var isOfToken: Bool {
    isDigit || isLetter || self == UInt8(ascii: "_") || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
      || self == UInt8(ascii: "=") || self == UInt8(ascii: "+") || self == UInt8(ascii: "/")
  }
}
