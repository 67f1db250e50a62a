import UnderstudyVendors

extension MockServer {
  /// The reason why a server did not start. Nothing of it keeps running.
  public struct StartFailure: Error {
    package enum Reason: Sendable {
      /// An invalid setting; the sentence names it.
      case invalidSetting(String)
      case invalidSeeds([SeedError])
      case unreadableSeeds(String)
      case cannotListen(String)
      /// An error in the program itself.
      case internalError(String)
    }

    package let reason: Reason

    package init(_ reason: Reason) { self.reason = reason }
  }
}

extension MockServer.StartFailure: CustomStringConvertible {
  /// A sentence that names the setting, or a line for each error in the seeds: `file:line:column: /place: what was
  /// expected`.
  public var description: String {
    switch reason {
    case .invalidSetting(let sentence), .unreadableSeeds(let sentence), .cannotListen(let sentence),
      .internalError(let sentence):
      sentence
    case .invalidSeeds(let errors): errors.map(\.description).joined(separator: "\n")
    }
  }
}

extension MockServer.StartFailure {
  package init(_ failure: SeedLoadingError) {
    switch failure {
    case .unreadable(let sentence): self.init(.unreadableSeeds(sentence))
    case .invalid(let errors): self.init(.invalidSeeds(errors))
    }
  }
}
