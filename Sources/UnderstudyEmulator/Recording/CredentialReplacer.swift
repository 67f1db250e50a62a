import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyPlatform

/// Replaces credentials wherever they occur: as they are, percent-encoded, or as JSON writes them.
struct CredentialReplacer {
  private var replacements: [(bytes: [UInt8], placeholder: [UInt8])] = []

  init(_ credentials: [(credential: String, placeholder: String)]) {
    for (credential, placeholder) in credentials {
      let spellings = [
        credential, credential.asStep, credential.asStep.replacing("%20", with: "+"),
        credential.replacing("/", with: "\\/"),
        String(decoding: JSON.string(credential).bytes.dropFirst().dropLast(), as: UTF8.self),
      ]
      for spelling in Set(spellings + spellings.map(\.withSmallEscapes)) {
        replacements.append((Array(spelling.utf8), Array(placeholder.utf8)))
      }
    }
    // The longest first: a shorter one may be a part of it.
    replacements.sort { $0.bytes.count > $1.bytes.count }
  }

  func replacing(in text: String) -> String {
    let bytes = Array(text.utf8)
    let replaced = replacing(in: bytes)
    return replaced.count == bytes.count && replaced == bytes ? text : String(decoding: replaced, as: UTF8.self)
  }

  func replacing(in bytes: [UInt8]) -> [UInt8] {
    replacements.reduce(bytes) { $0.replacing($1.bytes, with: $1.placeholder) }
  }
}

extension String {
  /// The text with small letters in its percent-encoding.
  fileprivate var withSmallEscapes: String {
    var left = 0
    return String(
      decoding: utf8.map { byte -> UInt8 in
        defer { left = byte == UInt8(ascii: "%") ? 2 : max(0, left - 1) }
        return left > 0 && UInt8(ascii: "A")...UInt8(ascii: "F") ~= byte ? byte | 0x20 : byte
      }, as: UTF8.self)
  }
}

extension [UInt8] {
  /// Returns the bytes with others in place of each occurrence of some.
  fileprivate func replacing(_ sought: [UInt8], with replacement: [UInt8]) -> [UInt8] {
    withUnsafeBytes { bytes in
      var (result, copied) = ([UInt8](), 0)
      sought.withUnsafeBytes { sought in
        while let found = bytes.firstIndex(of: sought, from: copied) {
          result.append(contentsOf: bytes[copied..<found])
          result.append(contentsOf: replacement)
          copied = found + sought.count
        }
      }
      guard copied > 0 else { return self }
      result.append(contentsOf: bytes[copied...])
      return result
    }
  }
}
