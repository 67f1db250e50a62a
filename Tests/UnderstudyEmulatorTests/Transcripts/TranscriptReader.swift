import UnderstudyVendors

/// A reader of transcripts; see `Tests/Transcripts/README.md`.
struct TranscriptReader {
  private var transcript: Transcript
  private var stage = Stage.head
  private var line = 0
  private var body = TranscriptBody()

  /// The part of a transcript that may come next. A step ends with the body of its answer.
  private enum Stage: Int, Comparable {
    case head, title, requestFields, requestBody, answerFields, answerBody

    static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
  }

  static func read(_ text: String, from file: TranscriptFile) throws(TranscriptError) -> Transcript {
    var reader = TranscriptReader(transcript: Transcript(file: file))
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      reader.line += 1
      try reader.read(line)
    }
    try reader.endStep()
    return reader.transcript
  }

  private init(transcript: Transcript) { self.transcript = transcript }

  private mutating func read(_ text: Substring) throws(TranscriptError) {
    if text.isEmpty { return }
    let (sign, rest) = (text.prefix { $0 != " " }, text.drop { $0 != " " }.dropFirst())
    switch sign {
    case "#": try readHead(rest)
    case "##":
      try endStep()
      transcript.steps.append(Transcript.Step(title: String(rest), line: line))
      stage = .title
    case ">": try readRequest(rest)
    case "<": try readAnswer(rest)
    default: throw error("a line must begin with #, ##, > or <")
    }
  }

  private mutating func readHead(_ text: Substring) throws(TranscriptError) {
    guard stage == .head else { throw error("a comment must stand above the first step") }
    let words = text.split(separator: " ")
    switch words.first {
    case "@disable-rule" where words.count == 2: transcript.disabledRules.append(String(words[1]))
    case "@enable-rule" where words.count == 2: transcript.enabledRules.append(String(words[1]))
    case "@no-annotations" where words.count == 1: transcript.annotations = []
    case "@annotate" where words.dropFirst() == ["assumptions"]: transcript.annotations.insert(.assumptions)
    case "@profile" where words.count == 2:
      guard let profile = Profile(rawValue: String(words[1])) else { throw error("\(words[1]) is not a profile") }
      transcript.profile = profile
    case .some(let word) where word.hasPrefix("@"): throw error("\(text) is not a directive")
    default: if line == 1 { try readSubject(text) }
    }
  }

  private mutating func readSubject(_ text: Substring) throws(TranscriptError) {
    guard let match = text.wholeMatch(of: /[^:]+: (.+) \((.+\.md)\)/) else {
      throw error("the first line must be `# <vendor>: <heading> (<document>.md)`")
    }
    (transcript.heading, transcript.document) = (String(match.1), String(match.2))
  }

  private mutating func readRequest(_ text: Substring) throws(TranscriptError) {
    switch stage {
    case .title:
      let words = text.split(separator: " ")
      guard words.count == 2 else { throw error("a request must begin with `> <method> <target>`") }
      try changeStep { ($0.request.method, $0.request.target) = (String(words[0]), String(words[1])) }
      stage = .requestFields
    case .requestFields where text.isEmpty: stage = .requestBody
    case .requestFields:
      let field = try field(text)
      try changeStep { $0.request.fields.append(field) }
    case .requestBody: try addToBody(text)
    case .head, .answerFields, .answerBody: throw error("a request must stand below a title")
    }
  }

  private mutating func readAnswer(_ text: Substring) throws(TranscriptError) {
    switch stage {
    case .requestFields, .requestBody:
      guard let status = Int(text) else { throw error("an answer must begin with `< <status>`") }
      let (sent, line) = (body.bytes, line)
      try changeStep { step in
        step.request.body = sent
        (step.expected.status, step.expected.line) = (status, line)
      }
      body = TranscriptBody()
      stage = .answerFields
    case .answerFields where text.isEmpty: stage = .answerBody
    case .answerFields:
      let field = try field(text)
      try changeStep { $0.expected.fields.append(field) }
    case .answerBody: try addToBody(text)
    case .head, .title: throw error("an answer must stand below a request")
    }
  }

  private mutating func endStep() throws(TranscriptError) {
    guard stage != .head else {
      guard !transcript.document.isEmpty else { throw error("there is no first line") }
      return
    }
    guard stage >= .answerFields else { throw error("the step above has no answer") }
    let answered = body.bytes
    try changeStep { $0.expected.body = answered }
    body = TranscriptBody()
  }

  private mutating func addToBody(_ text: Substring) throws(TranscriptError) {
    guard body.add(text) else { throw error("\(text) is not a directive") }
  }

  private func field(_ text: Substring) throws(TranscriptError) -> Transcript.Field {
    // Not by a regular expression, which takes most of the time of reading.
    let (name, rest) = (text.prefix { $0 != ":" }, text.drop { $0 != ":" }.dropFirst())
    let isName =
      !name.isEmpty
      && name.utf8.allSatisfy {
        $0 == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
          || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20
      }
    guard isName, name.endIndex < text.endIndex, rest.isEmpty || rest.first == " " else {
      throw error("a header field must be `<name>: <value>`")
    }
    return Transcript.Field(name: String(name), value: String(rest.dropFirst()))
  }

  private mutating func changeStep(_ change: (inout Transcript.Step) -> Void) throws(TranscriptError) {
    guard let last = transcript.steps.indices.last else { throw error("there is no step") }
    change(&transcript.steps[last])
  }

  private func error(_ message: String) -> TranscriptError {
    TranscriptError(path: transcript.file.path, line: line, message: message)
  }
}
