import Foundation
import Testing

/// Fails if the language of declarations gets a word that the synthetic vendor does not use.
@Suite("The synthetic vendor") struct WordTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
  /// Files of the language that hold no words of declarations, but what is made of them or found by them.
  private static let interpreters: Set = [
    "Check", "Comparison", "FieldBehaviours", "JSONSchema", "Merging", "Records",
    "RefusalByStatus", "RequestSchema", "RequestValidator", "Rule", "RuleListing", "StandardGuards", "Switches",
    "Timestamp", "Violation", "WebURL",
  ]

  private static func files(of directory: String) throws -> [URL] {
    let directory = root.appending(path: directory)
    return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "swift" }
  }

  @Test func `uses every word of the language`() throws {
    let declaration = try Self.files(of: "Tests/UnderstudyTestSupport/SyntheticVendor")
      .map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
    let used = Set(declaration.matches(of: /\.[A-Za-z]+|[A-Za-z]+:/).map { String($0.0) })
    var words: [Words.Word] = []
    for file in try Self.files(of: "Sources/UnderstudyVendors/Language") {
      guard !Self.interpreters.contains(file.deletingPathExtension().lastPathComponent) else { continue }
      words += Words(of: try String(contentsOf: file, encoding: .utf8)).found
    }
    #expect(words.count > 150, "the scan finds words")
    #expect(words.filter { !used.contains($0.spelling) }.map { "\($0.type)\($0.spelling)" }.sorted() == [])
  }
}

/// The words that a file of the language defines: cases, factories and adjectives (`.uuid`), and labels of their
/// parameters (`idPrefix:`).
private struct Words {
  struct Word {
    let type: String
    let spelling: String
  }

  private(set) var found: [Word] = []

  /// Types that stand beside words, but that declarations do not spell out.
  private static let others: Set = [
    "Stage", "Test", "Kind", "Updating", "Seeding", "Effect", "AgentResult", "Cursor", "Fields", "GuardInput",
    "ReferenceRecords", "StatusPhrase", "Guard.init", "Format.init", "Answer.init", "Operand.init", "Field.init",
    "Refusal.init", "Item.init", "Projection.init", "RetryAfter", "Change",
  ]

  init(of text: String) {
    var scopes: [(indentation: Int, type: String)] = []
    var signature: (type: String, text: String)?
    for line in text.split(separator: "\n") {
      let (indentation, code) = (line.prefix { $0 == " " }.count, line.drop { $0 == " " })
      if let open = signature {
        signature = nil
        read(open.text + " " + code, of: open.type, &signature)
        continue
      }
      while let scope = scopes.last, scope.indentation >= indentation { scopes.removeLast() }
      if let type = code.firstMatch(
        of:
          /^(?:@\w+ )?(?:package |private |fileprivate )?(?:final |indirect )?(?:struct|enum|class|extension|protocol) ([A-Za-z.]+)/
      )?.1 {
        scopes.append((indentation, type.split(separator: ".").last.map(String.init) ?? ""))
      } else if let scope = scopes.last, indentation == scope.indentation + 2,
        !scopes.contains(where: { Self.others.contains($0.type) })
      {
        read(String(code), of: scope.type, &signature)
      }
    }
  }

  /// - Parameter signature: Gets a signature whose end is on a later line.
  private mutating func read(_ code: String, of type: String, _ signature: inout (type: String, text: String)?) {
    if let cases = code.prefixMatch(of: /case (.*)/)?.1 {
      for match in cases.matches(of: /(?:^|, )([a-z][A-Za-z]*)(?=$|,|\()/) { add(".\(match.1)", of: type) }
    } else if let name = code.prefixMatch(of: /package static let ([A-Za-z]+) = \w+\(/)?.1 {
      add(".\(name)", of: type)
    } else if let name = code.prefixMatch(of: /package var ([A-Za-z]+): (?:Field|Value) \{/)?.1 {
      add(".\(name)", of: type)
    } else if let match = code.prefixMatch(of: /package (?:static |convenience )?(?:func ([a-zA-Z]+)|init)\(/) {
      guard code.hasSuffix("{") || code.hasSuffix("}") else { return signature = (type, code) }
      let isFactory = ["Field", "Value", "Self", "Guard", "Item"].contains { code.contains("-> \($0) {") }
      guard match.1 == nil ? !Self.others.contains("\(type).init") : isFactory else { return }
      if let name = match.1 { add(".\(name)", of: type) }
      let parameters = code[match.range.upperBound...]
      let end = parameters.firstMatch(of: /\) (?:-> \w+ )?\{/)?.range.lowerBound ?? parameters.endIndex
      for label in parameters[..<end].matches(of: /(?:^|[(,])[ ]*([a-z][A-Za-z]*)(?: [a-z][A-Za-z]*)?:[ ]/) {
        add("\(label.1):", of: type)
      }
    }
  }

  private mutating func add(_ spelling: String, of type: String) {
    found.append(Word(type: type, spelling: spelling))
  }
}
