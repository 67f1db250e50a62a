import UnderstudyEmulator

/// Requests in a row to one fresh server, and the answer to each, as a file of `Tests/Transcripts` tells them.
struct Transcript: Sendable {
  let file: TranscriptFile
  /// The document of the contract, and the heading in it, that the transcript shows.
  var document = ""
  var heading = ""
  var disabledRules: [String] = []
  var enabledRules: [String] = []
  var annotations = Annotations.on
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
    /// Every field that is not ``Answer/unlisted``.
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

/// Something in a transcript that is no transcript.
struct TranscriptMistake: Error, CustomStringConvertible {
  let path: String
  let line: Int
  let sentence: String

  var description: String { "\(path):\(line): \(sentence)" }
}
