import UnderstudyVendors

/// Why a server did not start. Nothing of it is left running.
public struct StartFailure: Error {
  /// What is to be said and done about it.
  package enum Reason: Sendable {
    /// A setting that cannot be: one sentence that names it.
    case badSetting(String)
    case invalidSeeds([SeedError])
    case unreadableSeeds(String)
    case cannotListen(String)
    /// The program itself is wrong.
    case defect(String)
  }

  package let reason: Reason

  package init(_ reason: Reason) { self.reason = reason }
}

extension StartFailure: CustomStringConvertible {
  /// The complaint: a sentence that names the setting; or each mistake in the seeds on a line of its own, as
  /// `file:line:column: /place: what was expected`.
  public var description: String {
    switch reason {
    case .badSetting(let sentence), .unreadableSeeds(let sentence), .cannotListen(let sentence),
      .defect(let sentence):
      sentence
    case .invalidSeeds(let mistakes): mistakes.map(\.description).joined(separator: "\n")
    }
  }
}

extension StartFailure {
  package static func badSetting(_ sentence: String) -> StartFailure { StartFailure(.badSetting(sentence)) }
  static func cannotListen(_ sentence: String) -> StartFailure { StartFailure(.cannotListen(sentence)) }
  static func defect(_ sentence: String) -> StartFailure { StartFailure(.defect(sentence)) }

  package init(_ failure: SeedLoadingError) {
    switch failure {
    case .unreadable(let sentence): self.init(.unreadableSeeds(sentence))
    case .invalid(let mistakes): self.init(.invalidSeeds(mistakes))
    }
  }
}
