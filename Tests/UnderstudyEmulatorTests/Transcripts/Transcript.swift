import UnderstudyEmulator
import UnderstudyVendors

/// A sequence of requests to one new server with the expected answers, from a file of `Tests/Transcripts`.
struct Transcript: Sendable {
  let file: TranscriptFile
  /// The document of the contract, and its heading that the transcript covers.
  var document = ""
  var heading = ""
  var disabledRules: [String] = []
  var enabledRules: [String] = []
  var annotations = Annotations.standard
  var profile = Profile.documented
  var steps: [Step] = []

  struct Step {
    let title: String
    let line: Int
    var request = SentRequest()
    var expected = ExpectedAnswer()
  }

  struct SentRequest {
    var method = ""
    var target = ""
    var fields: [Field] = []
    var body: [UInt8] = []
  }

  struct ExpectedAnswer {
    var line = 0
    var status = 0
    /// Every field that is not ``ReceivedAnswer/unlisted``.
    var fields: [Field] = []
    var body: [UInt8] = []

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
  }

  struct Field: Equatable, CustomStringConvertible {
    let name: String
    let value: String

    var description: String { "\(name): \(value)" }
  }
}

/// A syntax error in a transcript.
struct TranscriptError: Error, CustomStringConvertible {
  let path: String
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}
