import UnderstudyHTTP
import UnderstudyServer
import UnderstudyTestSupport

/// An answer as a client sees it, whichever way it came, without what belongs to the way.
struct Answer: Equatable {
  let status: Int
  let fields: [Transcript.Field]
  let body: [UInt8]

  /// Fields of the connection rather than of the answer.
  private static let carried = ["Date", "Content-Length", "Connection"]
  /// Fields that transcripts need not list, because every answer has them.
  static let unlisted = ["Content-Type", requestID]
  static let requestID = "X-Understudy-Request-Id"

  init(_ response: Response, to method: String) {
    self.init(
      response.status, response.fields.map { ($0.name.rawName, $0.value) }, method == "HEAD" ? [] : response.body)
  }

  init(_ answer: RawAnswer) { self.init(answer.status, answer.fields, answer.body) }

  private init(_ status: Int, _ fields: [(name: String, value: String)], _ body: [UInt8]) {
    self.status = status
    self.fields = fields.map(Transcript.Field.init).filter { !Self.carried.contains($0.name) }
    self.body = body
  }

  subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  var text: String { String(decoding: body, as: UTF8.self) }

  /// Request ids begin with digits that are random for each server; the last group counts.
  var withoutRandomness: Answer {
    let known = fields.map { field in
      guard field.name == Self.requestID else { return field }
      return Transcript.Field(name: field.name, value: String(field.value.suffix(12)))
    }
    return Answer(status, known.map { ($0.name, $0.value) }, Array(text.withoutRandomness.utf8))
  }
}

extension String {
  /// With what differs from run to run as transcripts write it: tokens of secrets, ids of requests.
  var withoutRandomness: String {
    replacing(/enc_[0-9a-f]{64}/, with: "enc_{token}").replacing(/req_[0-9a-z]{10}/, with: "req_{id}")
  }
}
