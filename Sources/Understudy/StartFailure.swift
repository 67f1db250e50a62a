import UnderstudyCertificates
import UnderstudyEmulator
import UnderstudyPlatform
import UnderstudyVendors

extension MockServer {
  /// The reason why a server did not start. Nothing of it keeps running.
  public struct StartFailure: Error, CustomStringConvertible {
    package enum Reason: Sendable {
      case invalidSetting, invalidFile, unreadableFile, cannotListen
      /// An error in the program itself.
      case internalError
    }

    package let reason: Reason
    /// A sentence that names the setting, or one for each error in the seeds. A name in it may have line ends too.
    package let sentences: [String]
    /// A sentence that names the setting, or a line for each error in the seeds: `file:line:column: /place: what was
    /// expected`.
    public var description: String { sentences.joined(separator: "\n") }

    /// What a user of the command line can do about it, as a further clause.
    package private(set) var advice: String?

    package init(_ reason: Reason, _ sentence: String) { self.init(reason, [sentence]) }

    package init(_ reason: Reason, _ sentences: [String]) {
      self.reason = reason
      self.sentences = sentences
    }

    package init(_ error: any Error) {
      switch error {
      case let error as StartFailure: self = error
      case let error as UnknownRule: self.init(.invalidSetting, "\(error)")
      case let error as CertificateFailure: self.init(.invalidSetting, "\(error)")
      case StartupFileError.unreadable(let kind, let sentence):
        self.init(.unreadableFile, sentence)
        advice = kind.advice
      case StartupFileError.invalid(let seeds, let mappings):
        self.init(.invalidFile, (seeds + mappings).map(\.description))
      case SeedLoadingError.unreadable(let sentence): self.init(.unreadableFile, sentence)
      case SeedLoadingError.invalid(let errors):
        self.init(.invalidFile, errors.map(\.description))
      case let error as SystemError:
        self.init(.cannotListen, "\(error)")
        if error.isAddressInUse { advice = "choose another port, or any free one with --port 0" }
      default: self.init(.internalError, "\(error)")
      }
    }
  }
}

extension StartupFileError.Kind {
  fileprivate var advice: String {
    switch self {
    case .seeds:
      "name another with --seed-data, or write the built-in seeds to a new one with `understudy init`"
    case .mappings: "name another with --mappings"
    }
  }
}
