/// A file of certificates that another library trusts.
package enum TrustedCertificates {
  /// Checks that a PEM file has a certificate that can be read.
  package static func check(_ path: String) throws(CertificateFailure) {
    guard let file = try PEMFile(at: path) else { throw CertificateFailure("there is no file \(path)") }
    _ = try file.certificates
  }
}
