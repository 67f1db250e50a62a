import Testing
import Understudy
import UnderstudyJSON
import UnderstudyTestSupport

@Suite("Verify", .waits) struct VerifyTests {
  private static let effect = #""collection":"centerfy","id":"\#(FreshServer.agent)""#

  private func ask(_ server: FreshServer, _ question: String) throws -> RawAnswer {
    try server.admin("POST", "/verify", question)
  }

  @Test(
    "counts requests, effects, or both",
    arguments: [
      (#""request":{"method":"PUT"}"#, 200), (#""request":{"method":"PUT"},"exactly":3"#, 200),
      (#""request":{"method":"PUT"},"exactly":2"#, 409), (#""request":{"method":"PUT"},"atMost":2"#, 409),
      (#""request":{"method":"PUT"},"atLeast":4"#, 409), (#""request":{"method":"PATCH"}"#, 409),
      (#""request":{"method":"PATCH"},"atMost":0"#, 200), (#""request":{"method":"PATCH"},"exactly":0"#, 200),
      (#""request":{"bodyPatterns":[{"matchesJsonPath":"$.temperature"}]},"atLeast":1,"atMost":2"#, 200),
      (#""effect":{\#(effect)},"exactly":2"#, 200),
      (#""effect":{\#(effect),"changed":{"/temperature":0.1}},"exactly":1"#, 200),
      (#""effect":{\#(effect),"changed":{"/temperature":0.10},"only":true}"#, 200),
      (#""effect":{\#(effect),"changed":{"/temperature":0.2}}"#, 409),
      (#""effect":{\#(effect),"changed":{"/max_duration":7}}"#, 200),
      (#""effect":{\#(effect),"changed":{"/max_duration":7},"only":true}"#, 409),
      (#""effect":{\#(effect),"changed":{"/max_duration":7,"/name":"New"},"only":true}"#, 200),
      // It was so before.
      (#""effect":{\#(effect),"changed":{"/recording":true}}"#, 409),
      (#""effect":{"collection":"voicebip"}"#, 409), (#""effect":{"id":"\#(FreshServer.agent)"}"#, 200),
      (#""request":{"bodyPatterns":[{"contains":"max"}]},"effect":{"changed":{"/temperature":0.1}}"#, 409),
    ])
  func verdicts(_ question: String, _ status: Int) throws {
    let server = try FreshServer()
    _ = try server.update(#"{"temperature":0.1}"#)
    _ = try server.update(#"{"max_duration":7,"name":"New","recording":true}"#)
    _ = try server.update(#"{"temperature":9}"#)
    let answer = try ask(server, "{\(question)}")
    #expect(answer.status == status, "\(answer.text)")
    #expect(try answer[at: "/verdict"] == (status == 200 ? "pass" : "fail"))
  }

  @Test func `explains a failure by the three nearest requests: place, expected, actual`() throws {
    let server = try FreshServer()
    for number in 1...5 { _ = try server.update(#"{"max_duration":\#(number)}"#) }
    _ = try server.update(#"{"temperature":0.1}"#)
    _ = try server.update(#"{"temperature":9}"#)
    let answer = try ask(
      server,
      #"""
      {"request":{"method":"PUT","bodyPatterns":[{"equalToJson":{"temperature":0.2}}]},
       "effect":{"changed":{"/temperature":0.2}}}
      """#)
    #expect(try answer.status == 409 && answer[at: "/count"] == 0 && answer[at: "/expected"] == ["atLeast": 1])
    let nearest = try #require(try answer[at: "/nearest"]?.array)
    #expect(nearest.count == 3)
    let mismatches = nearest.compactMap { $0.members?["mismatches"]?.array }
    #expect(
      mismatches.contains([
        [
          "pointer": "/request/bodyPatterns/0/equalToJson", "place": "/request/body/temperature", "expected": 0.2,
          "actual": 0.1,
        ],
        [
          "pointer": "/effect/changed/~1temperature", "place": "/agent/temperature", "expected": 0.2, "actual": 0.1,
        ],
      ]), "\(answer.text)")
  }

  @Test func `names the rule that refused an expected update`() throws {
    let server = try FreshServer()
    _ = try server.update(#"{"temperature":9}"#)
    let answer = try ask(server, #"{"effect":{"collection":"centerfy"}}"#)
    #expect(
      try answer[at: "/nearest/0/mismatches"] == [
        [
          "pointer": "/effect", "place": "/response/status", "expected": 200, "actual": 400,
          "remark": "rule centerfy.temperature.range",
        ]
      ])
  }

  @Test func `names other changes if only one was expected`() throws {
    let server = try FreshServer()
    _ = try server.update(#"{"max_duration":7,"name":"New"}"#)
    let answer = try ask(server, #"{"effect":{"changed":{"/name":"New"},"only":true}}"#)
    #expect(
      try answer[at: "/nearest/0/mismatches"] == [
        [
          "pointer": "/effect/only", "place": "/agent/max_duration", "expected": 30, "actual": 7,
          "remark": "this changed too",
        ]
      ])
  }

  @Test func `waits until the verdict is final, and no longer`() throws {
    let server = try FreshServer()
    let waiting = try server.client()
    let question = #"{"request":{"method":"PUT"},"atLeast":2,"timeoutMilliseconds":600000}"#
    try waiting.send(FreshServer.request("POST", "/__admin/verify", question))
    for _ in 1...2 { _ = try server.update(#"{"temperature":0.1}"#) }
    let answer = try waiting.readAnswer()
    #expect(try answer.status == 200 && answer[at: "/count"] == 2)
  }

  @Test func `ends at once if there are too many, and at the end if there are enough`() throws {
    let question = { (milliseconds: Int) in
      #"{"request":{"method":"PUT"},"exactly":1,"timeoutMilliseconds":\#(milliseconds)}"#
    }
    try GrowingDelay.attempt { timeout in
      let server = try FreshServer()
      let (many, enough) = (try server.client(), try server.client())
      let started = ContinuousClock.now
      try enough.send(FreshServer.request("POST", "/__admin/verify", question(timeout.milliseconds)))
      _ = try server.update(#"{"temperature":0.1}"#)
      try timeout.requireTime()
      #expect(try enough.readAnswer()[at: "/verdict"] == "pass")
      #expect(started.duration(to: .now) >= .milliseconds(timeout.milliseconds))
      try many.send(FreshServer.request("POST", "/__admin/verify", question(600_000)))
      _ = try server.update(#"{"temperature":0.1}"#)
      #expect(try many.readAnswer()[at: "/verdict"] == "fail")
    }
  }

  @Test func `counts requests of its own sandbox only, also while it waits`() throws {
    let server = try FreshServer()
    let waiting = try server.client()
    let question = #"{"request":{"method":"PUT"},"timeoutMilliseconds":300}"#
    try waiting.send(FreshServer.request("POST", "/sandbox/a/__admin/verify", question))
    _ = try server.update(#"{"temperature":0.1}"#, in: "b")
    #expect(try waiting.readAnswer()[at: "/verdict"] == "fail")
  }

  @Test(
    "is indeterminate if the journal evicted entries that could matter, and only then",
    arguments: [
      (#""atLeast":2"#, 200), (#""atLeast":4"#, 410), (#""exactly":2"#, 410), (#""exactly":3"#, 410),
      (#""exactly":1"#, 409), (#""atMost":2"#, 410), (#""atMost":1"#, 409), (#""exactly":0"#, 409),
    ])
  func indeterminate(_ bounds: String, _ status: Int) throws {
    let server = try FreshServer { $0.journal.entries = 2 }
    for _ in 1...3 { _ = try server.update(#"{"temperature":0.1}"#) }
    let answer = try ask(server, #"{"request":{"method":"PUT"},\#(bounds)}"#)
    #expect(answer.status == status, "\(answer.text)")
    if status == 410 {
      #expect(try answer[at: "/verdict"] == "indeterminate" && answer[at: "/evicted"] == 1)
      #expect(answer.text.contains("--journal-entries"))
    }
  }

  @Test func `works again after the journal was cleared or the sandbox reset`() throws {
    for path in ["/requests", "/reset"] {
      let server = try FreshServer { $0.journal.entries = 2 }
      for _ in 1...3 { _ = try server.update(#"{"temperature":0.1}"#) }
      #expect(try ask(server, #"{"request":{"method":"PUT"},"exactly":0}"#).status == 409)
      #expect(try server.admin(path == "/reset" ? "POST" : "DELETE", path).status == 200)
      #expect(try ask(server, #"{"request":{"method":"PUT"},"exactly":0}"#).status == 200)
    }
  }

  @Test func `counts requests that came while it waited, even if the journal evicted them before the response`()
    throws
  {
    try GrowingDelay.attempt { timeout in
      let server = try FreshServer { $0.journal.entries = 1 }
      let waiting = try server.client()
      let question = #"{"request":{"method":"PUT"},"exactly":3,"timeoutMilliseconds":\#(timeout.milliseconds)}"#
      try waiting.send(FreshServer.request("POST", "/__admin/verify", question))
      _ = try server.admin("GET", "/version")  // After the other one: the worker keeps the order.
      for _ in 1...3 { _ = try server.update(#"{"temperature":0.1}"#) }
      try timeout.requireTime()
      // It saw them all as they came.
      #expect(try waiting.readAnswer()[at: "/verdict"] == "pass")
    }
  }

  @Test(
    "is indeterminate if the journal evicted a request that waited, and whose effect could matter",
    arguments: ["\"atLeast\":1", "\"exactly\":0"])
  func evictedWaiting(_ bounds: String) throws {
    try GrowingDelay.attempt { delay in
      let milliseconds = delay.milliseconds
      let server = try FreshServer { $0.journal.entries = 1 }
      let response = #""response":{"fixedDelayMilliseconds":\#(milliseconds)}"#
      try server.map(#"{\#(response),"understudy":{"emulate":true,"vendor":"centerfy"}}"#)
      let (updating, waiting) = (try server.client(), try server.client())
      try updating.send(
        FreshServer.request("PUT", FreshServer.path, #"{"temperature":0.25}"#, FreshServer.fields(nil)))
      #expect(try until { try server.admin("GET", "/requests")[at: "/meta/total"] == 1 })
      let question =
        #"{"effect":{"changed":{"/temperature":0.25}},\#(bounds),"timeoutMilliseconds":\#(2 * milliseconds)}"#
      try waiting.send(FreshServer.request("POST", "/__admin/verify", question))
      _ = try server.admin("GET", "/version")  // After the other one: the worker keeps the order.
      #expect(try server.send("GET", "/sandbox/other/v1/agents").status != 0)
      try delay.requireTime()
      #expect(try updating.readAnswer().status == 200)
      let answer = try waiting.readAnswer()
      #expect(try answer.status == 410 && answer[at: "/evicted"] == 1, "\(answer.text)")
    }
  }

  @Test func `ends if its client leaves, so that others find room`() throws {
    let server = try FreshServer()
    let question = #"{"request":{"method":"PUT"},"timeoutMilliseconds":600000}"#
    for _ in 1...100 {
      let client = try server.client()
      try client.send(FreshServer.request("POST", "/__admin/verify", question))
      client.close()
    }
    #expect(try until { try ask(server, #"{"request":{"method":"PUT"},"timeoutMilliseconds":1}"#).status == 409 })
  }

  @Test func `ends at once as indeterminate if the sandbox is reset while it waits`() throws {
    let server = try FreshServer()
    let waiting = try server.client()
    try waiting.send(
      FreshServer.request("POST", "/__admin/verify", #"{"request":{"method":"PUT"},"timeoutMilliseconds":600000}"#))
    _ = try server.admin("GET", "/version")  // After the other one: the worker keeps the order.
    #expect(try server.admin("POST", "/reset").status == 200)
    #expect(try waiting.readAnswer().status == 410)
  }

  @Test(
    "refuses an invalid query",
    arguments: [
      ("{}", ""), (#"{"request":{},"exactly":1,"atLeast":1}"#, "/exactly"),
      (#"{"request":{},"atLeast":2,"atMost":1}"#, "/atMost"), (#"{"request":{},"exactly":-1}"#, "/exactly"),
      (#"{"request":{"metod":"PUT"}}"#, "/request/metod"), (#"{"request":{},"timeout":1}"#, "/timeout"),
      (#"{"effect":{"changed":{"temperature":1}}}"#, "/effect/changed/temperature"),
      (#"{"effect":{"changes":{}}}"#, "/effect/changes"),
      (#"{"request":{},"timeoutMilliseconds":600001}"#, "/timeoutMilliseconds"),
    ])
  func errors(_ question: String, _ pointer: String) throws {
    let answer = try ask(FreshServer(), question)
    #expect(
      try answer.status == 422 && answer[at: "/errors/0/source/pointer"] == .string(pointer), "\(answer.text)")
  }
}
