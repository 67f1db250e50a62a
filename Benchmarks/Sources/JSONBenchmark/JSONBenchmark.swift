import Foundation
import UnderstudyJSON

/// Reads and writes one update body of 350 bytes with our module and with Foundation's three ways, in turn,
/// and prints the median time of each and how many times faster ours is.
@main
struct JSONBenchmark {
  static let text = """
    {"name":"docs api testing","voice_id":"Sulafa","max_duration":30,"temperature":0.7,\
    "llm_model":"gpt-4o-mini","language":"en-US","silence_timeout":12.5,"is_active":true,\
    "background_type":"office","webhook_url":"https://your-server.com/call-complete",\
    "voicemail_detection":false,"voicemail_message":"Sorry that we missed you! \\"Bye\\"",\
    "recording":true}
    """

  // The names as they are sent: to have them converted would slow Foundation down.
  // swift-format-ignore: AlwaysUseLowerCamelCase
  struct Update: Codable {
    var name, voice_id, llm_model, language, background_type, webhook_url, voicemail_message: String
    var max_duration, temperature, silence_timeout: Double
    var is_active, voicemail_detection, recording: Bool
  }

  static func main() throws {
    let bytes = Array(text.utf8)
    let data = Data(bytes)
    print("one object of \(bytes.count) bytes; median of \(rounds) rounds of \(repeats)")

    let decoder = JSONDecoder()
    let encoder = JSONEncoder()
    let value = try JSON(reading: bytes)
    let tree = try decoder.decode(CodableJSON.self, from: data)
    let update = try decoder.decode(Update.self, from: data)
    let any = try JSONSerialization.jsonObject(with: data)

    compare([
      Candidate("read: this module") { try JSON(reading: bytes) },
      Candidate("read: JSONDecoder, any value") { try decoder.decode(CodableJSON.self, from: data) },
      Candidate("read: JSONDecoder, a struct") { try decoder.decode(Update.self, from: data) },
      Candidate("read: JSONSerialization") { try JSONSerialization.jsonObject(with: data) },
    ])
    compare([
      Candidate("write: this module") { value.bytes },
      Candidate("write: JSONEncoder, any value") { try encoder.encode(tree) },
      Candidate("write: JSONEncoder, a struct") { try encoder.encode(update) },
      Candidate("write: JSONSerialization") { try JSONSerialization.data(withJSONObject: any) },
    ])
  }

  static let rounds = 21
  static let repeats = 5_000

  /// Times the candidates in turn, round by round, so that a slow moment of the machine slows all of them.
  /// - Parameter candidates: ours first.
  static func compare(_ candidates: [Candidate]) {
    var times = [[Double]](repeating: [], count: candidates.count)
    for _ in 0..<rounds {
      for (index, candidate) in candidates.enumerated() {
        times[index].append(candidate.microseconds(repeats))
      }
    }
    let medians = times.map { $0.sorted()[rounds / 2] }
    for (candidate, median) in zip(candidates, medians) {
      let title = candidate.title.padding(toLength: 30, withPad: " ", startingAt: 0)
      print(title + String(format: "%6.2f µs %6.1f times ours", median, median / medians[0]))
    }
  }
}
