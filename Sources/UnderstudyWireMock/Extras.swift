import UnderstudyJSON

/// What stands in a mapping under `"understudy"`.
struct Extras {
  private(set) var answer = StubMapping.Answer.response
  private(set) var times: Int?
  private(set) var chance: Chance?
  private(set) var lifetime: Duration?

  init() {}

  init(_ fields: Fields) {
    let (emulates, error) = (fields.flag("emulate"), fields.integer("error", in: 400...599))
    if emulates { answer = .emulate }
    if let error { answer = .error(error) }
    if emulates, fields.has("error") {
      fields.addError("`error` cannot stand beside `emulate`, which answers as the vendor would", at: "error")
    }
    times = fields.integer("times", in: 1...Int.max)
    lifetime = fields.milliseconds("ttlMilliseconds", from: 1)
    let probability = fields.number("probability", in: 0...1)
    let seed = fields.integer("seed", in: Int.min...Int.max)
    if let probability {
      let seed = seed.map { UInt64(bitPattern: Int64($0)) } ?? .random(in: 0 ... .max)
      chance = Chance(probability: probability, seed: seed)
    } else if fields.has("seed"), !fields.has("probability") {
      fields.addError("`seed` needs `probability`", at: "seed")
    }
  }

  /// The vendor decides what is in its answer; a mapping can only delay it.
  func refuseContent(of response: Fields) {
    guard answer != .response else { return }
    let word = answer == .emulate ? "emulate" : "error"
    for name in ["status", "headers", "body", "jsonBody", "base64Body"] where response.has(name) {
      response.addError(
        "`\(name)` cannot stand beside `understudy.\(word)`, with which the vendor's answer is sent", at: name)
    }
  }
}
