import UnderstudyPlatform

/// A report as JUnit XML, for CI services.
///
/// The document is valid by the schema of Apache Ant, which is the strictest, and by Jenkins' one.
package struct JUnitSuites {
  package struct Suite {
    let name: String
    /// The package, in the words of JUnit.
    let group: String
    /// In UTC, such as `2026-04-17T12:00:00`.
    let timestamp: String
    package var properties: [(String, String)] = []
    package var cases: [TestCase] = []
    /// The lines of the standard output.
    package var output: [String] = []

    package init(name: String, group: String, timestamp: String) {
      self.name = name
      self.group = group
      self.timestamp = timestamp
    }
  }

  package struct TestCase {
    package typealias Result = (kind: ResultKind, type: String, message: String, details: [String])

    /// The class, in the words of JUnit.
    let group: String
    let name: String
    /// Nil if the case passed.
    let result: Result?

    package enum ResultKind: String { case failure, skipped }

    package init(group: String, name: String, result: Result?) {
      self.group = group
      self.name = name
      self.result = result
    }
  }

  private let suites: [Suite]

  package init(_ suites: [Suite]) { self.suites = suites }

  package var text: String {
    let elements = suites.enumerated().flatMap { $1.lines(id: $0) }
    let lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites>"] + elements + ["</testsuites>"]
    return lines.joined(separator: "\n") + "\n"
  }
}

extension JUnitSuites.Suite {
  fileprivate func lines(id: Int) -> [String] {
    let failures = cases.count { $0.result?.kind == .failure }
    let skipped = cases.count { $0.result?.kind == .skipped }
    let attributes = XMLAttributes([
      ("name", name), ("package", group), ("id", "\(id)"), ("timestamp", timestamp), ("hostname", "localhost"),
      ("tests", "\(cases.count)"), ("failures", "\(failures)"), ("errors", "0"), ("skipped", "\(skipped)"),
      ("time", "0"),
    ])
    return ["  <testsuite\(attributes)>", "    <properties>"]
      + properties.map { "      <property\(XMLAttributes([("name", $0), ("value", $1)]))/>" }
      + ["    </properties>"] + cases.map(\.element)
      + ["    <system-out>\(output.xml)</system-out>", "    <system-err></system-err>", "  </testsuite>"]
  }
}

extension JUnitSuites.TestCase {
  fileprivate var element: String {
    let attributes = XMLAttributes([("classname", group), ("name", name), ("time", "0")])
    let start = "    <testcase\(attributes)"
    guard let result else { return "\(start)/>" }
    let kind = XMLAttributes([("type", result.type), ("message", result.message)])
    // Escaped line by line: a line end in a value is not one of the report's.
    let details = result.details.xml
    let name = result.kind.rawValue
    return "\(start)>\n      <\(name)\(kind)>\(details)</\(name)>\n    </testcase>"
  }
}

/// The attributes of an XML element.
private struct XMLAttributes: CustomStringConvertible {
  let description: String

  init(_ attributes: [(name: String, value: String)]) {
    description = attributes.map { " \($0.name)=\"\($0.value.xml)\"" }.joined()
  }
}

extension String {
  /// The text for content and attributes of XML 1.0. Characters that it cannot have are written as `\u001b`.
  fileprivate var xml: String {
    escapingControlCharacters.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&apos;"
      case "\u{FFFE}": text += "\\ufffe"
      case "\u{FFFF}": text += "\\uffff"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension [String] {
  /// The lines for content of XML 1.0.
  fileprivate var xml: String { map(\.xml).joined(separator: "\n") }
}
