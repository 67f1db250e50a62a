import Crypto
import UnderstudyJSON
import UnderstudyVendors

/// Turns secrets into tokens that cannot be turned back: the HMAC-SHA256 of the secret, under a key that each
/// process draws for itself and keeps in memory only.
struct Vault: Sendable {
  private let key = SymmetricKey(size: .bits256)

  func token(for secret: String) -> String {
    let code = HMAC<SHA256>.authenticationCode(for: Array(secret.utf8), using: key)
    return Format.tokenPrefix + hexadecimal(code)
  }
}

extension String {
  /// A credential as records keep it: its first four characters, and the first 8 hexadecimal digits of its
  /// SHA-256, by which whoever has the credential can tell that it is the same.
  var masked: String {
    "\(unicodeScalars.prefix(4).map(String.init).joined())…\(hexadecimal(SHA256.hash(data: Array(utf8)).prefix(4)))"
  }
}

private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { String(hexadecimal: $0, digits: 2) }.joined()
}
