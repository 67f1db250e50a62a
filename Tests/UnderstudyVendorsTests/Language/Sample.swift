import UnderstudyJSON
import UnderstudyVendors

/// Declarations that together have every word of the language.
enum Sample {
  static let agent = Object(.documented("Fields")) {
    Field("id", .string.format(.uuid)).internalOnly.inEverySeed
    Field("owner", .string).fixed(.assumed("It is set at creation.")).inEverySeed
    Field("name", .string.notEmpty.length(1...5), "What it is called").inEverySeed
    Field("share", .number.range(0...1, .published("https://example.com/share"))).seeded(0.5)
    Field("retries", .integer.range(1...10))
    Field("note", .string.nullable)
    Field("mode", .string.oneOf("manual", "auto"))
    Field("delay", .integer).required(when: "mode", is: "auto", .documented("Modes"))
    Field("at", .string.format(.timestamp)).from(.documented("Times"))
    Field("tags", .array(of: .string.notEmpty).count(atLeast: 1))
    Field("gap", .array(of: .object(gap)))
    Field("voice", .object(voice))
    Field("extra", .freeForm)
    Field("apiKey", .string)
  }

  static let gap = Object(.documented("Gaps")) {
    Field("days", .integer.range(1...7)).required
    Field("hours", .integer).seeded(0)
  }

  static let voice = Object(.documented("Voices"), others: .passThrough) {
    Field("provider", .string.oneOf("east", "west")).required
    Field("speed", .number.range(0.5...2).nullable)
    Field("secret", .string).internalOnly
    Field("style", .object(style))
  }

  static let style = Object(.documented("Styles")) {
    Field("mood", .string)
    Field("loud", .boolean).seeded(false)
  }

  static let line = Object(.documented("Lines")) {
    Field("title", .string.given().saying("Title is required").length(2...5))
    Field("rate", .integer.range(1...10).whateverItsType.saying("Rate must be 1 to 10"))
    Field("colour", .string.oneOf("red", "blue").saying("No such colour: {value}"))
    Field("shade", .string.oneOf("dark", "light").offByDefault)
    Field("kind", .string).immutable(.documented("Kinds"))
    Field("key", .string.notEmpty.nullable.secret)
      .requiredUnlessStored(when: "kind", is: "own").onlyApplies(when: "kind", is: "own")
    Field("voice", .string.nullable).neverApplies(when: "kind", is: "text")
    Field("tags", .array(of: .string.notEmpty).stored(as: Entry("tag", idPrefix: "t_", .documented("Tags"))))
    Field("agreed", .boolean).audited
  }
}
