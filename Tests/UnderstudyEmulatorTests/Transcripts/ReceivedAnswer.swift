import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

/// A response as a client sees it, without the header fields of the connection.
struct ReceivedAnswer: Equatable {
  let status: Int
  let fields: [Transcript.Field]
  let body: [UInt8]

  /// The fields of the connection.
  private static let carried = ["Date", "Content-Length", "Connection"]
  /// The fields that transcripts do not list, because every response has them.
  static let unlisted = ["Content-Type", requestID]
  static let requestID = "X-Understudy-Request-Id"

  init(_ response: Response, to method: String) {
    self.init(
      response.status, response.fields.map { ($0.name.rawName, $0.value) }, method == "HEAD" ? [] : response.body)
  }

  init(_ answer: RawAnswer) { self.init(answer.status, answer.fields, answer.body) }

  init(_ answer: Transcript.ExpectedAnswer) {
    self.init(answer.status, answer.fields.map { ($0.name, $0.value) }, answer.body)
  }

  private init(_ status: Int, _ fields: [(name: String, value: String)], _ body: [UInt8]) {
    self.status = status
    self.fields = fields.map(Transcript.Field.init).filter { !Self.carried.contains($0.name) }
    self.body = body
  }

  subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  var text: String { String(decoding: body, as: UTF8.self) }

  /// The response without the random part of its request id; the last group counts.
  var withoutRandomness: ReceivedAnswer {
    let known = fields.map { field in
      guard field.name == Self.requestID else { return field }
      return Transcript.Field(name: field.name, value: String(field.value.suffix(12)))
    }
    return ReceivedAnswer(status, known.map { ($0.name, $0.value) }, Array(text.withoutRandomness.utf8))
  }
}

extension String {
  /// The text with placeholders for random values: tokens of secrets, and request ids.
  var withoutRandomness: String {
    // Searching by patterns takes long in a debug build.
    guard contains("enc_") || contains("req_") else { return self }
    return replacing(/enc_[0-9a-f]{64}/, with: "enc_{token}").replacing(/req_[0-9a-z]{10}/, with: "req_{id}")
  }
}
