import Foundation
import FoundationXML

/// A JUnit report as an XML parser reads it.
struct JUnitDocument {
  struct TestCase: Equatable {
    let group: String
    let name: String
    /// `failure` or `skipped`; nil if the case passed.
    fileprivate(set) var result: String?
    /// The attributes of the result.
    fileprivate(set) var attributes: [String: String] = [:]
    fileprivate(set) var details = ""
  }

  struct Failure: Error { let description: String }

  /// The names of all elements, in their order.
  let elements: [String]
  let testCases: [TestCase]
  /// The attributes of the only suite.
  let suite: [String: String]
  let properties: [String: String]

  init(_ text: String) throws {
    let parser = XMLParser(data: Data(text.utf8))
    let reader = JUnitElementReader()
    parser.delegate = reader
    guard parser.parse() else {
      throw Failure(description: "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "")\n\(text)")
    }
    (elements, testCases, suite, properties) = (reader.elements, reader.testCases, reader.suite, reader.properties)
  }
}

private final class JUnitElementReader: NSObject, XMLParserDelegate {
  var elements: [String] = []
  var testCases: [JUnitDocument.TestCase] = []
  var suite: [String: String] = [:]
  var properties: [String: String] = [:]

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append(element)
    switch element {
    case "testsuite": suite = attributes
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
