import UnderstudyJSON
import UnderstudyVendors

/// Values as reports show them, without what may be secret.
///
/// A value is shown only if the vendor's declaration has its field, and does not call it secret. Of any other, the form or
/// the length is shown. Messages are shown word by word, without the words that may be credentials or ids.
struct AnswerPhrases: Sendable {
  /// The words that declarations have, which are no secrets.
  private let vocabulary: Set<String>
  private static let longest = 60
  private static let longestWord = 20

  init(_ registry: Registry) {
    vocabulary = registry.surfaces.reduce(into: []) { words, surface in
      words.formUnion(surface.resource.record.names)
      for rule in surface.rules + surface.alwaysOnRules {
        let message = (rule.vendorMessage ?? "") + " " + rule.summary
        words.formUnion(message.split(whereSeparator: { !$0.isOfWord }).map(String.init))
      }
    }
  }

  func type(of value: JSON) -> String { value.kind }

  func count(_ elements: Int) -> String { "\(elements) \(elements == 1 ? "element" : "elements")" }

  /// - Parameter declared: the declaration of the value; nil if there is none, and nothing of a text is then shown.
  func phrase(of value: JSON, _ declared: Value?) -> String {
    switch value {
    case .null, .bool: return value.description
    case .number: return declared == nil ? "a number" : value.description
    case .string(let text):
      guard let declared, !declared.isSecret else { return form(of: text) }
      return text.count <= Self.longest ? value.description : form(of: text)
    case .array(let elements): return "an array of \(count(elements.count))"
    case .object(let members): return "an object with \(members.count) \(members.count == 1 ? "member" : "members")"
    }
  }

  private func form(of text: String) -> String {
    AnswerForm(.string(text))?.phrase ?? "a string of \(text.count) \(text.count == 1 ? "character" : "characters")"
  }

  /// Returns a message without the words that may be secret.
  func words(of value: JSON) -> String {
    guard let text = value.string else { return phrase(of: value, nil) }
    var shown = ""
    for character in text.prefix(300) {
      shown.append(character.isASCII || character.isLetter ? character : "?")
    }
    return "\"\(masked(shown))\""
  }

  /// Returns a text with `…` in place of each word that no message of prose has: with digits, or long.
  func masked(_ text: String) -> String {
    var (result, word) = ("", "")
    for character in text {
      if character.isOfWord {
        word.append(character)
      } else {
        result += mask(word)
        result.append(character)
        word = ""
      }
    }
    return result + mask(word)
  }

  private func mask(_ word: String) -> String {
    if vocabulary.contains(word) || Double(word) != nil && word.count <= 9 { return word }
    // A version in a path.
    if word.count <= 3, word.hasPrefix("v"), word.dropFirst().allSatisfy(\.isNumber) { return word }
    let isProse = word.count <= Self.longestWord && word.allSatisfy { $0.isLetter || "'’-.".contains($0) }
    return isProse && word.dropFirst().allSatisfy({ !$0.isUppercase }) || word.allSatisfy(\.isUppercase) && isProse
      ? word : "…"
  }
}

extension Character {
  fileprivate var isOfWord: Bool { isLetter || isNumber || "_-.+=/~@:'’".contains(self) }
}

extension Object {
  /// The names of the fields at any depth, and the values of enumerations.
  fileprivate var names: [String] { fields.flatMap { [$0.name] + $0.value.names } }
}

extension Value {
  fileprivate var names: [String] {
    let listed = checks.flatMap { if case .oneOf(let values) = $0.assertion { values } else { [String]() } }
    switch kind {
    case .object(let object): return object.names + listed
    case .array(let element): return element.names + listed
    case .string, .number, .integer, .boolean, .freeForm: return listed
    }
  }
}
