/// The part of an error message that suggests a known name in place of an unknown one.
package enum Suggestion {
  /// The quotation marks around the suggested name.
  package enum Quotes: String, Sendable {
    case backticks = "`"
    case doubleQuotes = "\""
    case none = ""
  }

  /// Returns a question such as "did you mean `temperature`?".
  package static func question(_ name: String, in quotes: Quotes = .backticks) -> String {
    "did you mean \(quotes.rawValue)\(name)\(quotes.rawValue)?"
  }

  /// Returns a question about the candidate that is nearest to a name, or another text if none is near.
  package static func question(
    for name: String, among candidates: some Sequence<String>, in quotes: Quotes = .backticks,
    otherwise: @autoclosure () -> String
  ) -> String {
    name.nearest(among: candidates).map { question($0, in: quotes) } ?? otherwise()
  }

  /// Returns the end of a sentence, such as "; did you mean `temperature`?", or an empty text without a name.
  package static func clause(_ name: String?, in quotes: Quotes = .backticks) -> String {
    name.map { "; " + question($0, in: quotes) } ?? ""
  }
}
