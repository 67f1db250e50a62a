import Crypto
import UnderstudyJSON
import UnderstudyVendors

/// A generator of irreversible tokens for secrets: the HMAC-SHA256 of the secret. The key is random for each process
/// and is kept only in memory.
struct SecretTokenizer: Sendable {
  private let key = SymmetricKey(size: .bits256)

  func token(for secret: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: Array(secret.utf8), using: key)
    return Format.tokenPrefix + code.hexadecimal
  }
}

extension String {
  /// The credential as records keep it: its first four characters, and the first 8 hexadecimal digits of its SHA-256.
  /// The owner of the credential can recognize it by them. Of less than eight characters nothing is kept: four would be
  /// half of it, and all others could be tried until one has the fingerprint. An
  /// empty one is no secret, and no credential.
  var masked: String {
    if isEmpty { return self }
    if unicodeScalars.count < 8 { return "…" }
    return
      "\(unicodeScalars.prefix(4).map(String.init).joined())…\(SHA256.hash(data: Array(utf8)).prefix(4).hexadecimal)"
  }
}

extension Sequence<UInt8> {
  /// The bytes as lower-case hexadecimal digits.
  var hexadecimal: String { map { String(hexadecimal: $0, digits: 2) }.joined() }
}
