import UnderstudyPlatform

/// A sentence that says which certificate, key or name cannot be used, and what to do.
package struct CertificateFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }

  init(reading path: String, _ error: SystemError) { self.init("\(path) cannot be read: \(error)") }

  init(writing path: String, _ error: SystemError) { self.init("\(path) cannot be written: \(error)") }
}
