import Testing
import UnderstudyCertificates

@Suite struct ServerCertificatesTests {
  @Test func aCertificateIsIssuedOnce() throws {
    let certificates = try ServerCertificates(names: [CertifiedName("api.example.com")])
    let name = CertifiedName("API.example.com.")
    #expect(try certificates.certificate(for: name).chain == certificates.certificate(for: name).chain)
    #expect(try certificates.certificate(for: name).chain != certificates.certificate(for: nil).chain)
  }
}
