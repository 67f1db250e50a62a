import Testing
import UnderstudyJSON
import UnderstudyVendors

/// Declarations that together use every word of the language.
enum Sample {
  static let agent = Object(.documented("Fields")) {
    Field("id", .string.format(.uuid)).serverOnly.requiredInSeed
    Field("owner", .string).ignoredOnUpdate(.assumed("It is set at creation.")).requiredInSeed
    Field("name", .string.notEmpty.length(1...5), "What it is called").requiredInSeed
    Field("share", .number.range(0...1, .published("https://example.com/share"))).seedDefault(0.5)
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
    Field("hours", .integer).seedDefault(0)
  }

  static let voice = Object(.documented("Voices"), unlisted: .passThrough) {
    Field("provider", .string.oneOf("east", "west")).required
    Field("speed", .number.range(0.5...2).nullable)
    Field("secret", .string).serverOnly
    Field("style", .object(style))
  }

  static let style = Object(.documented("Styles")) {
    Field("mood", .string)
    Field("loud", .boolean).seedDefault(false)
  }

  static let line = Object(.documented("Lines")) {
    Field("title", .string.nonBlankNonNull().message("Title is required").length(2...5))
    Field("rate", .integer.range(1...10).includingWrongTypes.message("Rate must be 1 to 10"))
    Field("colour", .string.oneOf("red", "blue").message("No such colour: {value}"))
    Field("shade", .string.oneOf("dark", "light").offByDefault)
    Field("kind", .string).rejectedOnUpdate(.documented("Kinds"))
    Field("key", .string.notEmpty.nullable.secret)
      .requiredUnlessStored(when: "kind", is: "own").applies(when: "kind", is: "own")
    Field("voice", .string.nullable).doesNotApply(when: "kind", is: "text")
    Field("tags", .array(of: .string.notEmpty).stored(as: ListEntry("tag", idPrefix: "t_", .documented("Tags"))))
    Field("agreed", .boolean).audited
  }
}

extension Members {
  /// Reads an object from a literal.
  init(text: String) throws { self = try #require(JSON(reading: Array(text.utf8)).members) }

  /// The compact JSON text, in the order of the members.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension Object {
  /// Merges with a tokenizer that shows its input.
  func merging(_ update: String, into stored: String?) throws -> String {
    let stored = try stored.map { try Members(text: $0) }
    return merging(try Members(text: update), into: stored, tokenizing: { "enc_(\($0))" }).text
  }
}
