import Foundation
import FoundationXML

/// A JUnit report as an XML parser reads it.
package struct JUnitDocument {
  package struct TestCase: Equatable {
    package let group: String
    package let name: String
    /// `failure` or `skipped`; nil if the case passed.
    package fileprivate(set) var result: String?
    /// The attributes of the result.
    package fileprivate(set) var attributes: [String: String] = [:]
    package fileprivate(set) var details = ""
  }

  package struct Failure: Error { package let description: String }

  /// The names of all elements, in their order.
  package let elements: [String]
  package let testCases: [TestCase]
  /// The attributes of each suite.
  package let suites: [[String: String]]
  package let properties: [String: String]

  /// The attributes of the first suite.
  package var suite: [String: String] { suites.first ?? [:] }

  package init(_ text: String) throws {
    let parser = XMLParser(data: Data(text.utf8))
    let reader = JUnitElementReader()
    parser.delegate = reader
    guard parser.parse() else {
      throw Failure(description: "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "")\n\(text)")
    }
    (elements, testCases, suites, properties) = (
      reader.elements, reader.testCases, reader.suites, reader.properties
    )
  }
}

private final class JUnitElementReader: NSObject, XMLParserDelegate {
  var elements: [String] = []
  var testCases: [JUnitDocument.TestCase] = []
  var suites: [[String: String]] = []
  var properties: [String: String] = [:]

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append(element)
    switch element {
    case "testsuite": suites.append(attributes)
    case "property": properties[attributes["name"] ?? ""] = attributes["value"]
    case "testcase":
      testCases.append(
        JUnitDocument.TestCase(group: attributes["classname"] ?? "", name: attributes["name"] ?? ""))
    case "failure", "skipped":
      guard let last = testCases.indices.last else { return }
      testCases[last].result = element
      testCases[last].attributes = attributes
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    guard let last = testCases.indices.last else { return }
    testCases[last].details += text
  }
}
