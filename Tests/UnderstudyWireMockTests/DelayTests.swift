import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyWireMock

@Suite("A delay") struct DelayTests {
  @Test("that is uniform takes whole milliseconds, both bounds included")
  func uniform() {
    var random = SplitMix64(seed: 1)
    let delays = Set((0..<1000).map { _ in DelayDistribution.uniform(lower: 2, upper: 4).sample(using: &random) })
    #expect(delays == [.milliseconds(2), .milliseconds(3), .milliseconds(4)])
  }

  @Test("that is lognormal has half below the median, and most within a sigma of it")
  func lognormal() {
    var random = SplitMix64(seed: 1)
    let delays = (0..<10_000).map { _ in
      DelayDistribution.lognormal(median: 90, sigma: 0.1).sample(using: &random) / .milliseconds(1)
    }
    #expect((4800...5200).contains(delays.count { $0 < 90 }))
    #expect((6600...7050).contains(delays.count { (81.4...99.5).contains($0) }))
    #expect(delays.allSatisfy { $0 == $0.rounded() })
  }

  @Test(
    "never traps, is never negative and ends within a day",
    arguments: [-.infinity, -1, -0.0, 0, 1, 1e300, .infinity, .nan, .greatestFiniteMagnitude] as [Double])
  func absurd(_ value: Double) {
    var random = SplitMix64(seed: 1)
    let others: [Double] = [-.infinity, -1e300, 0, 1, 1e300, .infinity, .nan]
    for other in others {
      for distribution in [
        DelayDistribution.fixed(milliseconds: value), .uniform(lower: value, upper: other),
        .lognormal(median: value, sigma: other),
      ] {
        let delay = distribution.sample(using: &random)
        #expect(delay >= .zero && delay <= .seconds(86_400), "\(distribution)")
      }
    }
  }

  @Test("of a mapping replaces the global one of its kind, and both kinds add up")
  func sum() throws {
    var random = SplitMix64(seed: 1)
    let settings = try GlobalSettings(
      reading: ["fixedDelay": 10, "delayDistribution": ["type": "fixed", "milliseconds": 100]])
    #expect(settings.delay(using: &random) == .milliseconds(110))
    #expect(GlobalSettings().delay(using: &random) == .zero)
    let cases: [(JSON, Int)] = [
      ([:], 110), (["fixedDelayMilliseconds": 0], 100), (["fixedDelayMilliseconds": 1], 101),
      (["delayDistribution": ["type": "fixed", "milliseconds": 5]], 15),
      (["fixedDelayMilliseconds": 86_400_000], 86_400_000),
    ]
    for (response, milliseconds) in cases {
      let mapping = try StubMapping(reading: ["response": response])
      #expect(settings.delay(for: mapping.response, using: &random) == .milliseconds(milliseconds))
    }
  }
}

@Suite("The global settings") struct GlobalSettingsTests {
  @Test(
    "are shown as they were given",
    arguments: [
      ("{}", "{}"), (#"{"fixedDelay":null}"#, "{}"), (#"{"fixedDelay":5}"#, #"{"fixedDelay":5}"#),
      (
        #"{"fixedDelay":5,"delayDistribution":{"type":"lognormal","median":80,"sigma":0.4}}"#,
        #"{"fixedDelay":5,"delayDistribution":{"type":"lognormal","median":80,"sigma":0.4}}"#
      ),
      (
        #"{"fixedDelay":5,"extended":{},"proxyPassThrough":false}"#,
        #"{"fixedDelay":5,"extended":{},"proxyPassThrough":false}"#
      ),
    ])
  func json(_ settings: String, _ shown: String) throws {
    #expect(try GlobalSettings(reading: JSON(text: settings)).json.description == shown)
  }

  @Test(
    "are refused with what is wrong",
    arguments: [
      (#"{"fixedDely":5}"#, "/fixedDely: `fixedDely` is not a member of the settings; did you mean `fixedDelay`?"),
      (#"{"fixedDelay":-5}"#, "/fixedDelay: `fixedDelay` must be an integer from 0 to 86400000, but is -5"),
      (#"{"extended":{"a":1}}"#, "/extended: `extended` is not supported; leave it out"),
    ])
  func refused(_ settings: String, _ mistake: String) throws {
    let json = try JSON(text: settings)
    #expect(mistakes { () throws(DocumentErrors) in try GlobalSettings(reading: json) } == [mistake])
  }

  @Test("are kept for every sandbox, and so may not be long")
  func long() throws {
    let json = try JSON(text: #"{"fixedDelay":5.\#(String(repeating: "0", count: 1000))}"#)
    let found = mistakes { () throws(DocumentErrors) in try GlobalSettings(reading: json) }
    #expect(found == [": settings can have at most 1,000 bytes"])
  }
}

@Suite("Chance") struct ChanceTests {
  @Test("is the same in every process")
  func seeded() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<3).map { _ in random.next() }
        == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    let succeeds = (0..<16).map { SeededProbability(probability: 0.5, seed: 42).succeeds(trial: $0) ? "x" : "." }
      .joined()
    #expect(succeeds == ".xxxx.x.x.xx...x")
  }

  @Test("strikes as often as it should", arguments: [(0, 0...0), (0.25, 2400...2600), (1, 10_000...10_000)])
  func often(_ probability: Double, _ expected: ClosedRange<Int>) {
    let probability = SeededProbability(probability: probability, seed: 7)
    #expect(expected.contains((0..<10_000).count { probability.succeeds(trial: $0) }))
  }
}

@Suite("A sent request") struct SentRequestTests {
  @Test("parses its body once for a thousand patterns", .ends)
  func once() throws {
    let pattern = try RequestPattern(text: #"{"bodyPatterns":[{"matchesJsonPath":"$[0]"},{"contains":"1"}]}"#)
    let request = SentRequest(text: "PUT /\n\n[" + String(repeating: "1,", count: 400_000) + "1]")
    let clock = ContinuousClock()
    let first = clock.measure { #expect(pattern.matches(request)) }
    let copy = request
    let rest = clock.measure { for _ in 0..<1000 { if !pattern.matches(copy) { Issue.record("no match") } } }
    #expect(rest < first * 20)
  }
}
