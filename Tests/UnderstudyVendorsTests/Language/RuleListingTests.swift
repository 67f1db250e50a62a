import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("The rules of a declaration") struct RuleListingTests {
  @Test func `are listed in the order in which they are checked`() {
    #expect(
      Sample.agent.rules(namespace: "test").map(\.id) == [
        "test.name.type", "test.name.not-empty", "test.name.length", "test.share.type", "test.share.range",
        "test.retries.type", "test.retries.range", "test.note.type", "test.mode.type", "test.mode.enum",
        "test.delay.type", "test.delay.required", "test.at.type", "test.at.format", "test.tags.type",
        "test.tags.count", "test.tags[].type", "test.tags[].not-empty", "test.gap.type", "test.gap[].type",
        "test.gap[].days.type", "test.gap[].days.range", "test.gap[].days.required", "test.gap[].hours.type",
        "test.voice.type", "test.voice.provider.type", "test.voice.provider.enum", "test.voice.provider.required",
        "test.voice.speed.type", "test.voice.speed.range", "test.voice.style.type", "test.voice.style.mood.type",
        "test.voice.style.loud.type", "test.extra.type", "test.apiKey.type", "test.owner.immutable",
        "test.unknown-field",
      ])
  }

  @Test(
    "have a sentence, a subject and a source",
    arguments: [
      ("name.type", "name", "`name` must be a string.", Source.documented("Fields"), true),
      ("name.length", "name", "`name` must be 1 to 5 characters long.", .documented("Fields"), true),
      ("share.range", "share", "`share` must be from 0 to 1.", .published("https://example.com/share"), true),
      ("mode.enum", "mode", "`mode` must be one of manual, auto.", .documented("Fields"), true),
      ("delay.type", "delay", "`delay` must be a whole number.", .documented("Fields"), true),
      ("delay.required", "delay", "`delay` is required when `mode` is auto.", .documented("Modes"), true),
      ("at.format", "at", "`at` must be a time such as 2026-04-17T12:00:00Z.", .documented("Times"), true),
      ("tags.count", "tags", "`tags` must have at least 1 element.", .documented("Fields"), true),
      ("gap[].days.range", "gap[].days", "`gap[].days` must be from 1 to 7.", .documented("Gaps"), true),
      ("gap[].days.required", "gap[].days", "`gap[].days` is required.", .documented("Gaps"), true),
      (
        "voice.style.loud.type", "voice.style.loud", "`voice.style.loud` must be a boolean.", .documented("Styles"),
        true
      ),
      (
        "owner.immutable", "owner", "`owner` is set at creation and cannot be changed.",
        .assumed("It is set at creation."), false
      ),
      (
        "unknown-field", "body", "Every member must be a field of this endpoint.",
        .assumed("Vendors ignore members that they do not know."), false
      ),
    ])
  func rule(_ id: String, _ subject: String, _ summary: String, _ source: Source, _ isOn: Bool) throws {
    let rule = try #require(Sample.agent.rules(namespace: "test").first { $0.id == "test.\(id)" })
    #expect(rule.subject == subject && rule.summary == summary)
    #expect(rule.source == source && rule.isOnByDefault == isOn)
  }

  @Test(
    "A source has a kind and a place",
    arguments: [
      (Source.documented("a"), "documented"), (.published("a"), "published"), (.assumed("a"), "assumed"),
    ])
  func source(_ source: Source, _ kind: String) { #expect(source.kind == kind && source.place == "a") }
}
