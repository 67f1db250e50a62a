import Seeds

/// Why a server did not start. Nothing of it is left running.
package enum StartFailure: Error {
  /// A setting that cannot be: one sentence that names it.
  case badSetting(String)
  case invalidSeeds([Mistake])
  case unreadableSeeds(String)
  case cannotListen(String)
  /// The program itself is wrong.
  case defect(String)
}

extension StartFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .badSetting(let sentence), .unreadableSeeds(let sentence), .cannotListen(let sentence),
      .defect(let sentence):
      sentence
    case .invalidSeeds(let mistakes): mistakes.map(\.description).joined(separator: "\n")
    }
  }
}
