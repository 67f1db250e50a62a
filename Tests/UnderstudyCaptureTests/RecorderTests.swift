import Foundation
import HTTPTypes
import Testing
import UnderstudyCapture

/// Entries as recorders write them, shortened to what differs.
@Suite("A capture") struct RecorderTests {
  @Test("of Chrome is read, without the pseudo-header fields of HTTP/2")
  func chrome() throws {
    let exchange = try #require(
      try RecordedFile().exchanges(
        #"""
        {"_connectionId":"12","_initiator":{"type":"script"},"_priority":"High","cache":{},"connection":"443",
          "request":{"method":"PATCH","url":"https://api.voicebip.com/v1/agents/agt_1?x=1","httpVersion":"http/2.0",
            "headers":[{"name":":authority","value":"api.voicebip.com"},{"name":":method","value":"PATCH"},
              {"name":"authorization","value":"Bearer k"},{"name":"content-type","value":"application/json"},
              {"name":"content-length","value":"15"}],
            "queryString":[{"name":"x","value":"1"}],"cookies":[],"headersSize":-1,"bodySize":15,
            "postData":{"mimeType":"application/json","text":"{\"name\":\"Zoë\"}"}},
          "response":{"status":200,"statusText":"","httpVersion":"http/2.0",
            "headers":[{"name":"content-type","value":"application/json"},{"name":"content-encoding","value":"br"},
              {"name":"set-cookie","value":"a=1\nb=2"}],
            "cookies":[],"content":{"size":12,"mimeType":"application/json","compression":-4,"text":"{\"ok\": true}"},
            "redirectURL":"","headersSize":-1,"bodySize":16,"_transferSize":120,"_error":null},
          "serverIPAddress":"203.0.113.7","startedDateTime":"2026-04-17T12:00:00.123Z","time":45.678,
          "timings":{"blocked":1,"dns":-1,"ssl":-1,"connect":-1,"send":0,"wait":44,"receive":0.678}}
        """#
      ).first)
    #expect(exchange.started == Date(timeIntervalSince1970: 1_776_427_200.123))
    #expect(exchange.duration == .microseconds(45678))
    #expect(exchange.request.method == "PATCH")
    #expect(exchange.request.url == "https://api.voicebip.com/v1/agents/agt_1?x=1")
    #expect(
      exchange.request.fields.map(\.name.canonicalName) == ["authorization", "content-type", "content-length"])
    #expect(exchange.request.body.text == #"{"name":"Zoë"}"#)
    #expect(exchange.response?.status == 200)
    #expect(exchange.response?.body.text == #"{"ok": true}"#)
    #expect(exchange.response?.fields[values: .setCookie] == ["a=1", "b=2"])
    #expect(exchange.details.isEmpty)
  }

  @Test("of Firefox is read: local times, lengths in UTF-16, a form's parameters")
  func firefox() throws {
    let exchange = try #require(
      try RecordedFile().exchanges(
        #"""
        {"startedDateTime":"2026-04-17T14:00:00.000+02:00","pageref":"page_1","time":30,
          "request":{"bodySize":10,"method":"POST","url":"https://api.talkifai.dev/v1/agents","httpVersion":"HTTP/2",
            "headers":[{"name":"Content-Length","value":"12"},{"name":"Content-Length","value":"12"}],
            "cookies":[],"queryString":[],"headersSize":300,
            "postData":{"mimeType":"application/json","params":[],"text":"[\"Zoë €\"]"}},
          "response":{"status":201,"statusText":"Created","httpVersion":"HTTP/2","headers":[],"cookies":[],
            "content":{"mimeType":"application/json","size":2,"encoding":null,"text":"{}"},
            "redirectURL":"","headersSize":200,"bodySize":202},
          "cache":{},"timings":{"send":0,"wait":30,"receive":0}}
        """#
      ).first)
    #expect(exchange.started == Date(timeIntervalSince1970: 1_776_427_200))
    #expect(exchange.request.body.text == #"["Zoë €"]"#)
    #expect(exchange.response?.body.text == "{}")
  }

  @Test("of mitmproxy is read: the size with content coding, microseconds, and bytes that are no text")
  func mitmproxy() throws {
    let exchanges = try RecordedFile().exchanges(
      #"""
      {"startedDateTime":"2026-04-17T12:00:00.123456+00:00","time":3.4,
        "request":{"method":"PUT","url":"https://crmwebhook.com/x","httpVersion":"HTTP/1.1","cookies":[],
          "headers":[{"name":"Content-Length","value":"3"}],"queryString":[],"headersSize":20,"bodySize":3,
          "postData":{"mimeType":"","text":"a\udcffb","params":[]}},
        "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","cookies":[],
          "headers":[{"name":"Content-Encoding","value":"gzip"},{"name":"Content-Length","value":"31"}],
          "content":{"size":31,"compression":-20,"mimeType":"application/json","text":"{\"ok\":true}"},
          "redirectURL":"","headersSize":20,"bodySize":31},
        "cache":{},"timings":{"connect":-1.0,"ssl":-1.0,"send":1,"receive":1,"wait":1.4}}
      """#,
      #"""
      {"startedDateTime":"2026-04-17T12:00:01+00:00","time":3,
        "request":{"method":"GET","url":"https://crmwebhook.com/image","headers":[],"bodySize":0},
        "response":{"status":200,"headers":[{"name":"Content-Type","value":"image/png"}],
          "content":{"size":4,"compression":0,"mimeType":"image/png","text":"iVBORw==","encoding":"base64"}}}
      """#,
      #"""
      {"startedDateTime":"2026-04-17T12:00:02+00:00","time":0,
        "request":{"method":"GET","url":"https://crmwebhook.com/refused","headers":[],"bodySize":0},
        "response":{"status":0,"statusText":"","headers":[],"content":{},"bodySize":-1,"_error":"refused"}}
      """#)
    #expect(exchanges.map(\.started.timeIntervalSince1970) == [1_776_427_200.123456, 1_776_427_201, 1_776_427_202])
    #expect(exchanges.first?.request.body.text == "a\u{FFFD}b")
    #expect(exchanges.first?.response?.body.text == #"{"ok":true}"#)
    #expect(exchanges.dropFirst().first?.response?.body == .whole([0x89, 0x50, 0x4E, 0x47]))
    #expect(exchanges.last?.response == nil && exchanges.last?.duration == nil)
  }

  @Test("of Playwright is read: sizes that it leaves out, requests that were aborted")
  func playwright() throws {
    let exchanges = try RecordedFile().exchanges(
      #"""
      {"startedDateTime":"2026-04-17T12:00:00.000Z","time":-1,
        "request":{"method":"POST","url":"https://api.trillet.ai/v1/a","httpVersion":"HTTP/1.1","cookies":[],
          "headers":[],"queryString":[],"headersSize":-1,"bodySize":-1,
          "postData":{"mimeType":"application/json","text":"[1]","params":[]}},
        "response":{"status":200,"statusText":"OK","headers":[],
          "content":{"size":-1,"mimeType":"application/json","text":"[2]"},"headersSize":-1,"bodySize":-1,"redirectURL":""},
        "cache":{},"timings":{"send":-1,"wait":-1,"receive":-1}}
      """#,
      #"""
      {"startedDateTime":"2026-04-17T12:00:00.001Z","time":-1,
        "request":{"method":"GET","url":"https://api.trillet.ai/v1/b","headers":[],"bodySize":0},
        "response":{"status":-1,"statusText":"","headers":[],"content":{"size":-1,"mimeType":"x-unknown"},
          "headersSize":-1,"bodySize":-1,"redirectURL":"","_failureText":"net::ERR_ABORTED"},"cache":{}}
      """#)
    #expect(exchanges.first?.request.body.text == "[1]" && exchanges.first?.response?.body.text == "[2]")
    #expect(exchanges.first?.duration == nil)
    #expect(exchanges.last?.response == nil)
  }

  @Test("of Charles or Proxyman is read: Base64 in requests, parameters without text, a byte order mark")
  func proxies() throws {
    let file = try RecordedFile()
    let path = try file.write(
      "\u{FEFF}"
        + log([
          entry(
            at: "2026-04-17T12:00:00.1234567-07:00",
            #""method":"POST","url":"https://a/","bodySize":1,"postData":{"mimeType":"x","text":"/w\n==","encoding":"base64"}"#
          ),
          entry(
            at: "2026-04-17T19:00:01Z",
            #""method":"POST","url":"https://a/","bodySize":18,"postData":{"mimeType":"application/x-www-form-urlencoded; charset=utf-8","params":[{"name":"a b","value":"c&d"},{"name":"e"}]}"#
          ),
        ]))
    let exchanges = try CaptureReader.exchanges(in: [path]).map(\.exchange)
    #expect(exchanges.map { $0.started.timeIntervalSince1970.rounded() } == [1_776_452_400, 1_776_452_401])
    #expect(exchanges.first?.request.body == .whole([0xFF]))
    #expect(exchanges.last?.request.body.text == "a+b=c%26d&e=")
  }

  @Test("may be without entries, and without what is not needed")
  func small() throws {
    let file = try RecordedFile()
    #expect(try CaptureReader([file.write(#" {"log" : {"entries" : [ ]}} "#)]).count == 0)
    let exchange = try #require(
      try file.exchanges(
        #"{"startedDateTime":"2026-04-17T12:00Z","request":{"method":"GET","url":"https://a/"},"response":null}"#
      ).first)
    #expect(exchange.response == nil && exchange.request.fields.isEmpty && exchange.request.body == .whole([]))
  }
}
