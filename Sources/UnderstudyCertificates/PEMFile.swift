import SwiftASN1
import UnderstudyPlatform
import X509

/// The documents of a PEM file.
struct PEMFile {
  let path: String
  let isOpenToOthers: Bool
  private let text: String

  /// - Returns: Nil if there is no such file.
  init?(at path: String) throws(CertificateFailure) {
    do throws(SystemError) {
      guard let file = try ReadFile(at: path) else { return nil }
      self.path = path
      isOpenToOthers = file.isOpenToOthers
      text = String(decoding: file.bytes, as: UTF8.self)
    } catch {
      throw CertificateFailure(reading: path, error)
    }
  }

  private var documents: [PEMDocument] {
    get throws(CertificateFailure) {
      do {
        return try PEMDocument.parseMultiple(pemString: text)
      } catch {
        throw CertificateFailure("\(path) is not a valid PEM file")
      }
    }
  }

  /// The certificates in DER, unread.
  var encodedCertificates: [[UInt8]] {
    get throws(CertificateFailure) {
      try documents.filter { $0.discriminator == Certificate.defaultPEMDiscriminator }.map(\.derBytes)
    }
  }

  /// The certificates; at least one. Of those that follow the first, only the form is checked.
  var certificates: (first: Certificate, encoded: [[UInt8]]) {
    get throws(CertificateFailure) {
      let encoded = try encodedCertificates
      guard let first = encoded.first else {
        throw CertificateFailure("\(path) has no certificate: it must begin with -----BEGIN CERTIFICATE-----")
      }
      guard let certificate = try? Certificate(derEncoded: first) else {
        throw CertificateFailure("the certificate in \(path) is damaged, or neither RSA from 2048 bits on nor EC")
      }
      if let damaged = encoded.firstIndex(where: { (try? DER.parse($0)) == nil }) {
        throw CertificateFailure("certificate \(damaged + 1) in \(path) is damaged")
      }
      return (certificate, encoded)
    }
  }

  /// The first private key, and its bytes as the file has them.
  var privateKey: (key: Certificate.PrivateKey, document: PEMDocument) {
    get throws(CertificateFailure) {
      guard !text.contains("ENCRYPTED") else {
        throw CertificateFailure(
          "the key in \(path) is encrypted; write it without a password, "
            + "such as with `openssl pkey -in \(path) -out …`")
      }
      // `openssl ecparam` writes the curve before the key.
      guard let document = try documents.first(where: { $0.discriminator.hasSuffix("PRIVATE KEY") }) else {
        throw CertificateFailure("\(path) has no private key: it must have a line -----BEGIN PRIVATE KEY-----")
      }
      guard let key = try? Certificate.PrivateKey(pemDocument: document) else {
        throw CertificateFailure("the key in \(path) is damaged, or neither RSA nor EC (P-256, P-384 or P-521)")
      }
      return (key, document)
    }
  }
}
