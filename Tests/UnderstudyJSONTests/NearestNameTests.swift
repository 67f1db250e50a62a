import Testing
import UnderstudyJSON

@Suite("The nearest name") struct NearestNameTests {
  private static let names = [
    "name", "voice_id", "temperature", "silence_timeout", "voice_activity_timeout", "backcchanneling",
    "is_active", "webhook", "webhook_url", "llm_model",
  ]

  @Test(
    "is what a person most likely meant",
    arguments: [
      ("tempurature", "temperature"), ("temprature", "temperature"), ("temperatures", "temperature"),
      ("backchanneling", "backcchanneling"), ("voiceId", "voice_id"), ("VOICE_ID", "voice_id"), ("Name", "name"),
      ("nmae", "name"), ("names", "name"), ("webhookUrl", "webhook_url"), ("webhok", "webhook"),
      ("isActive", "is_active"), ("llmModel", "llm_model"), ("silenceTimeout", "silence_timeout"),
    ])
  func near(_ typed: String, _ meant: String) { #expect(typed.nearest(among: Self.names) == meant) }

  @Test(
    "is none where none is near",
    arguments: [
      "", "x", "id", "frobnicate", "eman", "temp", "recording", "nameeeee",
      String(repeating: "temperature", count: 6), String(repeating: "x", count: 1_000_000),
    ])
  func far(_ typed: String) { #expect(typed.nearest(among: Self.names) == nil) }

  @Test(
    "is near while a third of the longer one differs",
    arguments: [
      ("abcdef", "abcdxy", "abcdxy"), ("abcdef", "abcxyz", nil), ("abc", "abx", "abx"), ("abc", "axy", nil),
      ("ab", "ax", nil), ("abcd", "abdc", "abdc"), ("abcd", "badc", nil), ("abcdef", "badcef", "badcef"),
      ("abc", "abcd", "abcd"), ("abcd", "abcdef", "abcdef"), ("abc", "abcde", nil),
    ])
  func distance(_ typed: String, _ known: String, _ nearest: String?) {
    #expect(typed.nearest(among: [known]) == nearest)
  }

  @Test func `is the first of two that are as near`() {
    #expect("abcx".nearest(among: ["abcd", "abce"]) == "abcd")
    #expect("abcx".nearest(among: ["abdd", "abce", "abcf"]) == "abce")
    #expect("abcd".nearest(among: [String]()) == nil)
  }
}
