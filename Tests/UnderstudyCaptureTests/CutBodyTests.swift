import HTTPTypes
import Testing
import UnderstudyCapture

@Suite("A body that the recorder did not keep") struct CutBodyTests {
  private static let length = #""headers":[{"name":"Content-Length","value":"10"}]"#
  private static let gzip = #""headers":[{"name":"Content-Encoding","value":"gzip"}]"#

  @Test(
    "is cut in a request",
    arguments: [
      (#""headers":[],"bodySize":10"#, "did not keep it"),
      ("\(length)", "did not keep it"),
      (
        #""bodySize":10,"postData":{"mimeType":"application/octet-stream","text":"","params":[]}"#,
        "did not keep it"
      ),
      (#""bodySize":0,"postData":{"mimeType":"","text":null,"params":[]}"#, "did not keep it"),
      (#""bodySize":10,"postData":{"mimeType":"","text":"12345"}"#, "kept only its start"),
      (#"\#(length),"postData":{"mimeType":"","text":"12345"}"#, "kept only its start"),
      (#""bodySize":10,"postData":{"text":"MTIzNDU=","encoding":"base64"}"#, "kept only its start"),
      (
        #""postData":{"text":"12","comment":"Request bodies are not included."}"#, "Request bodies are not included"
      ),
      (#""postData":{"mimeType":"multipart/form-data","params":[{"name":"a","value":"b"}]}"#, "did not keep it"),
      (#""postData":{"mimeType":"application/json","_file":"0a.json"}"#, "in another file"),
      (#""postData":{"mimeType":"","_cut":"it was secret"}"#, "it was secret"),
    ])
  func request(_ members: String, _ reason: String) throws {
    let request = #""method":"POST","url":"https://a/",\#(members)"#
    let body = try #require(try RecordedFile().exchanges(entry(request)).first).request.body
    #expect(body.reason?.contains(reason) == true, "\(body)")
  }

  @Test(
    "is whole in a request that has none, or one of another length than its sender says",
    arguments: [
      ("", ""), (#""bodySize":0"#, ""), (#""bodySize":-1,"headersSize":-1"#, ""),
      (#""bodySize":0,"postData":{"mimeType":"","text":"","params":[]}"#, ""),
      // A byte order mark; the charset of the sender; gzip; what Firefox counts.
      (#""bodySize":5,"postData":{"text":"[]"}"#, "[]"),
      (#""bodySize":10,"postData":{"mimeType":"application/json; charset=UTF-16","text":"[12]"}"#, "[12]"),
      (#"\#(gzip),"bodySize":30,"postData":{"text":"[12]"}"#, "[12]"),
      (#""bodySize":4,"postData":{"text":"[\"€\"]"}"#, #"["€"]"#),
    ])
  func wholeRequest(_ members: String, _ text: String) throws {
    let request = #""method":"POST","url":"https://a/"\#(members.isEmpty ? "" : ",")\#(members)"#
    #expect(try #require(try RecordedFile().exchanges(entry(request)).first).request.body.text == text)
  }

  @Test(
    "is cut in a response",
    arguments: [
      (#""content":{"size":10,"mimeType":"x"}"#, "did not keep it"),
      (#""content":{"size":0,"mimeType":"x"},"bodySize":10"#, "did not keep it"),
      (#""content":{"size":-1,"mimeType":"x"},"bodySize":10"#, "did not keep it"),
      (#""content":{"mimeType":"x"}"#, "did not keep it"),
      (#""content":{"size":0,"mimeType":"x","text":null},"bodySize":0"#, "did not keep it"),
      (#""content":{"size":10,"mimeType":"x","text":""}"#, "did not keep it"),
      (#"\#(length),"content":{"size":0,"mimeType":"x"}"#, "did not keep it"),
      (#""content":{"size":10,"mimeType":"x","text":"12345"}"#, "kept only its start"),
      (#"\#(length),"content":{"size":-1,"mimeType":"x","text":"12345"}"#, "kept only its start"),
      (#"\#(gzip),"content":{"size":10,"mimeType":"x","text":"12345"},"bodySize":7"#, "kept only its start"),
      (#"\#(gzip),"content":{"size":2,"mimeType":"x","text":"H4s=","encoding":"base64"}"#, "still compressed"),
      (#""content":{"size":1,"comment":"Response bodies are not included."}"#, "Response bodies are not included"),
      (#""content":{"size":10,"_file":"0a.json"}"#, "in another file"),
    ])
  func response(_ members: String, _ reason: String) throws {
    let body = try #require(
      try RecordedFile().exchanges(entry(response: #""status":200,\#(members)"#)).first?.response
    ).body
    #expect(body.reason?.contains(reason) == true, "\(body)")
  }

  @Test(
    "is whole in a response that has none, or one of another length than its sender says",
    arguments: [
      (#""status":200,"content":{"size":0,"mimeType":"x"},"bodySize":0"#, ""),
      (#""status":200,"content":{"size":0,"mimeType":"x"}"#, ""),
      (#""status":200,"content":{"size":-1,"mimeType":"x"},"bodySize":0"#, ""),
      (#""status":200,"headers":[{"name":"content-length","value":"0"}],"content":{"mimeType":"x"}"#, ""),
      (#""status":204,\#(length),"content":{"size":-1,"mimeType":"x"}"#, ""),
      (#""status":304,\#(length),"content":{"size":10,"mimeType":"x"}"#, ""),
      (#""status":302,"content":{"size":0,"mimeType":"x"},"bodySize":5"#, ""),
      (#""status":200,\#(gzip),"content":{"size":20,"mimeType":"x","text":""},"bodySize":20"#, ""),
      (#""status":200,\#(gzip),"content":{"size":30,"mimeType":"x","text":"[12]"},"bodySize":30"#, "[12]"),
      (#""status":200,"content":{"size":7,"mimeType":"x","text":"[12]"}"#, "[12]"),
      (#""status":200,"content":{"size":10,"mimeType":"text/plain; charset=utf-16","text":"[12]"}"#, "[12]"),
    ])
  func wholeResponse(_ members: String, _ text: String) throws {
    let response = try #require(try RecordedFile().exchanges(entry(response: members)).first?.response)
    #expect(response.body.text == text)
  }

  @Test("is none in a response to HEAD, whatever its length is said to be")
  func head() throws {
    let exchange = entry(
      #""method":"HEAD","url":"https://a/""#, response: #""status":200,\#(Self.length),"content":{"size":-1}"#)
    #expect(try RecordedFile().exchanges(exchange).first?.response?.body == .whole([]))
  }

  @Test("was Understudy's own: redacted bodies are whole, omitted ones are cut")
  func kept() throws {
    let request = #""method":"PUT","url":"https://a/",\#(Self.length),"postData":{"mimeType":"","text":"[]"}"#
    let exchanges = try RecordedFile().exchanges(
      entry(request, others: #","_understudy":{"keptBody":"redacted","rule":"a.b"}"#),
      entry(
        #""method":"PUT","url":"https://a/",\#(Self.length)"#, others: #","_understudy":{"keptBody":"omitted"}"#))
    #expect(exchanges.first?.request.body.text == "[]")
    #expect(exchanges.first?.details["rule"] == "a.b")
    #expect(exchanges.last?.request.body.reason?.contains("Understudy kept nothing") == true)
  }
}
