import Testing
import UnderstudyJSON

@Suite("How deep arrays and objects may be nested") struct DepthTests {
  private func nested(_ depth: Int, open: String, close: String) -> String {
    String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
  }

  @Test("128 are accepted, 129 refused", arguments: [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")])
  func limit(_ open: String, _ close: String) throws {
    let each = open.count { "[{".contains($0) }
    let accepted = nested(128 / each, open: open, close: close)
    #expect(try JSON(text: accepted).description == accepted)
    let error = #expect(throws: ReadError.self) { try JSON(text: "[\(accepted)]") }
    let column = 128 / each * open.count - (each == 1 ? open.count - 1 : open.count - 2) + 1
    #expect(error?.description == "arrays and objects are nested too deep at line 1, column \(column)")
  }

  @Test("The limit can be another")
  func otherLimit() throws {
    let two = Array("[[]]".utf8)
    #expect(try JSON(reading: two, maximumDepth: 2) == [[]])
    #expect(throws: ReadError.self) { try JSON(reading: two, maximumDepth: 1) }
    #expect(try JSON(reading: Array("1".utf8), maximumDepth: 0) == 1)
    #expect(throws: ReadError.self) { try JSON(reading: Array("[]".utf8), maximumDepth: 0) }
  }

  @Test("What has been closed no longer counts")
  func siblings() throws {
    let empty = Array(repeating: "[],{}", count: 1000).joined(separator: ",")
    let filled = Array(repeating: #"[[1]],{"a":{"b":1}}"#, count: 1000).joined(separator: ",")
    #expect(try JSON(text: "[\(empty),\(filled)]").array?.count == 4000)
  }

  @Test(
    "A hundred thousand opening brackets are refused without a crash",
    arguments: ["[", #"{"a":"#, #"[{"":"#])
  func hostile(_ open: String) {
    let text = String(repeating: open, count: 100_000)
    let error = #expect(throws: ReadError.self) { try JSON(text: text) }
    #expect(error?.reason == "arrays and objects are nested too deep")
  }
}
