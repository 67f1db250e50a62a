import UnderstudyJSON

/// The member `understudy` of a mapping.
struct StubExtension {
  private(set) var responseSource = StubMapping.ResponseSource.mapping
  private(set) var times: Int?
  private(set) var probability: SeededProbability?
  private(set) var lifetime: Duration?

  init() {}

  init(_ reader: DocumentReader) {
    let (emulates, error) = (reader.flag("emulate"), reader.integer("error", in: 400...599))
    if emulates { responseSource = .emulation }
    if let error { responseSource = .vendorError(error) }
    if emulates, reader.has("error") {
      reader.addError("`error` cannot stand beside `emulate`, which answers as the vendor would", at: "error")
    }
    times = reader.integer("times", in: 1...Int.max)
    lifetime = reader.milliseconds("ttlMilliseconds", from: 1)
    let share = reader.number("probability", in: 0...1)
    let seed = reader.integer("seed", in: Int.min...Int.max)
    if let share {
      let seed = seed.map { UInt64(bitPattern: Int64($0)) } ?? .random(in: 0 ... .max)
      probability = SeededProbability(probability: share, seed: seed)
    } else if reader.has("seed"), !reader.has("probability") {
      reader.addError("`seed` needs `probability`", at: "seed")
    }
  }

  /// Adds an error for each member that sets the content of a response that comes from the vendor.
  func rejectContent(in response: DocumentReader) {
    guard responseSource != .mapping else { return }
    let word = responseSource == .emulation ? "emulate" : "error"
    for name in ["status", "headers", "body", "jsonBody", "base64Body"] where response.has(name) {
      response.addError(
        "`\(name)` cannot stand beside `understudy.\(word)`, with which the vendor's answer is sent", at: name)
    }
  }
}
