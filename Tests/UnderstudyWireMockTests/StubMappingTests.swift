import HTTPTypes
import Testing
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyWireMock

@Suite("A mapping") struct StubMappingTests {
  @Test("that says nothing answers every request with 200")
  func empty() throws {
    for text in [
      "{}", #"{"request":null,"response":null,"persistent":null,"postServeActions":{},"metadata":null}"#,
    ] {
      let mapping = try StubMapping(text: text)
      #expect(mapping.request.matches(SentRequest(text: "GET /")))
      #expect(mapping.response.status == 200 && mapping.response.body.isEmpty && mapping.response.fault == nil)
      #expect(mapping.responseSource == .mapping && mapping.priority == 5 && mapping.scenario == nil)
      #expect(mapping.times == nil && mapping.probability == nil && mapping.lifetime == nil && mapping.name == nil)
      #expect(mapping.json.members?["response"] == ["status": 200])
    }
  }

  @Test("takes what is ours from its metadata too, where WireMock's clients can put it")
  func metadata() throws {
    let text = #"{"metadata":{"team":"a","understudy":{"error":429,"times":2}}}"#
    let mapping = try StubMapping(text: text)
    #expect(mapping.responseSource == .vendorError(429) && mapping.times == 2)
    #expect(mapping.json.members?["metadata"] == (try JSON(text: text)).members?["metadata"])
  }

  @Test("gets an id of its own, or keeps the one it has, in lower case")
  func id() throws {
    let (upper, lower) = ("4A7F0B1E-8C8B-4E0C-9B0A-0123456789AB", "4a7f0b1e-8c8b-4e0c-9b0a-0123456789ab")
    #expect(try StubMapping(text: "{}").id != StubMapping(text: "{}").id)
    #expect(try StubMapping(text: #"{"id":"\#(upper)"}"#).id == lower)
    #expect(try StubMapping(text: #"{"uuid":"\#(upper)","id":"\#(lower)"}"#).id == lower)
    let other = "00000000-0000-4000-8000-000000000000"
    let put = try StubMapping(reading: ["id": .string(upper), "name": "n"], id: other)
    #expect(put.id == other)
    #expect(put.json.members?["id"] == .string(other) && put.json.members?["uuid"] == .string(other))
  }

  @Test("is shown as WireMock shows it, in its order")
  func json() throws {
    let id = "4a7f0b1e-8c8b-4e0c-9b0a-0123456789ab"
    let mapping = try StubMapping(
      text: """
        {"priority":3,"name":"n","id":"\(id)","persistent":true,"scenarioName":"s","requiredScenarioState":"Started",
        "newScenarioState":"x","metadata":{"a":1},"postServeActions":null,"understudy":{"times":2},
        "response":{"jsonBody":{"a":1.50},"status":201,"transformers":[]},"request":{"urlPath":"/a","method":"GET"}}
        """)
    #expect(
      mapping.json.description == #"{"id":"\#(id)","name":"n","request":{"urlPath":"/a","method":"GET"},"#
        + #""response":{"status":201,"jsonBody":{"a":1.50},"transformers":[]},"uuid":"\#(id)","priority":3,"#
        + #""persistent":true,"scenarioName":"s","requiredScenarioState":"Started","newScenarioState":"x","#
        + #""metadata":{"a":1},"understudy":{"times":2}}"#)
    let again = try StubMapping(reading: mapping.json)
    #expect(again.json == mapping.json)
    #expect(again.scenario?.name == "s" && again.scenario?.newState == "x")
    #expect(again.scenario?.requiredState == StubMapping.Scenario.started)
  }

  @Test("is read as the Python client writes it")
  func client() throws {
    let mapping = try StubMapping(
      text:
        #"{"priority": 100, "request": {"method": "PUT", "urlPath": "/functions/a", "headers": {"X": {"equalTo": "#
        + #""a"}}, "bodyPatterns": [{"equalToJson": "{\"a\":1}", "ignoreExtraElements": true}]}, "response": "#
        + #"{"jsonBody": {"a": null}, "delayDistribution": {"type": "lognormal", "median": 1, "sigma": 0.1}, "#
        + #""fault": "EMPTY_RESPONSE", "fixedDelayMilliseconds": 5, "headers": {"Retry-After": "1"}, "status": 503}, "#
        + #""persistent": false, "requiredScenarioState": "Started", "scenarioName": "s"}"#)
    #expect(mapping.priority == 100 && mapping.scenario?.name == "s" && mapping.response.status == 503)
    #expect(mapping.request.matches(SentRequest(text: "PUT /functions/a?b\nX: a\n\n{\"a\":1,\"b\":2}")))
    #expect(mapping.json.members?["persistent"] == false)
  }

  @Test("holds the answer")
  func response() throws {
    let response = try StubMapping(
      text: """
        {"response":{"status":503,"headers":{"Retry-After":"5","X":["a","b"]},"body":"no","fixedDelayMilliseconds":5,
        "delayDistribution":{"type":"uniform","lower":1,"upper":3},"fault":"EMPTY_RESPONSE",
        "chunkedDribbleDelay":{"numberOfChunks":3,"totalDuration":30}}}
        """
    ).response
    #expect(response.status == 503 && response.body == Array("no".utf8) && response.fault == .emptyResponse)
    #expect(response.fields.map { "\($0.name): \($0.value)" } == ["Retry-After: 5", "X: a", "X: b"])
    #expect(response.fixedDelay == .milliseconds(5) && response.delayDistribution == .uniform(lower: 1, upper: 3))
    #expect(
      response.chunkedDribbleDelay?.numberOfChunks == 3
        && response.chunkedDribbleDelay?.totalDuration == .milliseconds(30))
  }

  @Test(
    "has a body as text, JSON or Base64",
    arguments: [
      (#"{"body":"é"}"#, "é"), (#"{"jsonBody":{"b":0.50,"a":null}}"#, #"{"b":0.50,"a":null}"#),
      (#"{"jsonBody":"x"}"#, #""x""#), (#"{"jsonBody":false}"#, "false"), (#"{"base64Body":"YWI="}"#, "ab"),
      (#"{"body":"a","jsonBody":null}"#, "a"),
    ])
  func body(_ response: String, _ expected: String) throws {
    #expect(try StubMapping(text: #"{"response":\#(response)}"#).response.body == Array(expected.utf8))
  }

  @Test(
    "can let the vendor answer",
    arguments: [
      (#"{"understudy":{"emulate":true},"response":{"fixedDelayMilliseconds":5}}"#, .emulation, "5"),
      (#"{"understudy":{"error":429}}"#, .vendorError(429), nil),
      (#"{"understudy":{"emulate":false}}"#, .mapping, nil),
    ] as [(String, StubMapping.ResponseSource, String?)])
  func answers(_ text: String, _ source: StubMapping.ResponseSource, _ delay: String?) throws {
    let mapping = try StubMapping(text: text)
    #expect(mapping.responseSource == source)
    #expect(mapping.response.fixedDelay == delay.flatMap { Int($0) }.map { .milliseconds($0) })
    #expect(mapping.json.members?["response"]?.members?["status"] == (source == .mapping ? 200 : .none))
  }

  @Test("can be limited in number, by chance and in time")
  func limits() throws {
    let mapping = try StubMapping(
      text: #"{"understudy":{"times":3,"probability":0.25,"seed":-1,"ttlMilliseconds":1500}}"#)
    #expect(mapping.times == 3 && mapping.lifetime == .milliseconds(1500))
    #expect(mapping.probability == SeededProbability(probability: 0.25, seed: .max))
    let text = #"{"understudy":{"probability":0.5}}"#
    #expect(try StubMapping(text: text).probability?.seed != StubMapping(text: text).probability?.seed)
  }
}

@Suite("A mapping that cannot be used") struct RefusedMappingTests {
  @Test(
    "is refused, and every mistake named",
    arguments: [
      (#"{"reqest":{}}"#, "/reqest: `reqest` is not a member of a mapping; did you mean `request`?"),
      (
        #"{"request":{"foo":{}}}"#,
        "/request/foo: `foo` is not a member of a request pattern; it has: method, url, "
          + "urlPattern, urlPath, urlPathPattern, headers, queryParameters, bodyPatterns"
      ),
      (
        #"{"id":"zz"}"#,
        "/id: `id` must be a UUID such as 8e0f1a52-3c0b-4f0e-9a8e-2f6b7f0c1d2e, or left out"
      ),
      (
        #"{"id":"4a7f0b1e-8c8b-4e0c-9b0a-0123456789ab","uuid":"4a7f0b1e-8c8b-4e0c-9b0a-0123456789ac"}"#,
        "/uuid: `uuid` is another name for `id`, but they differ; leave one out"
      ),
      (#"{"priority":1.5}"#, "/priority: `priority` must be an integer from -2147483648 to 2147483647, but is 1.5"),
      (#"{"requiredScenarioState":"x"}"#, "/requiredScenarioState: `requiredScenarioState` needs `scenarioName`"),
      (#"{"newScenarioState":"x"}"#, "/newScenarioState: `newScenarioState` needs `scenarioName`"),
      (
        #"{"metadata":{"understudy":{"time":2}}}"#,
        "/metadata/understudy/time: `time` is not a member of `understudy`; did you mean `times`?"
      ),
      (
        #"{"metadata":{"understudy":{}},"understudy":{}}"#,
        "/metadata: `understudy` stands in the mapping and in its metadata; leave one out"
      ),
      (#"{"metadata":5}"#, "/metadata: `metadata` must be an object, but this is a number"),
      (
        #"{"postServeActions":{"webhook":{}}}"#,
        "/postServeActions: `postServeActions` is not supported; nothing is called after an answer"
      ),
      (#"{"response":{"status":99}}"#, "/response/status: `status` must be an integer from 200 to 599, but is 99"),
      (#"{"response":{"status":"200"}}"#, "/response/status: `status` must be a number, but is a string"),
      (
        #"{"response":{"fault":"EMPTY_RESPONS"}}"#,
        #"/response/fault: `fault` cannot be "EMPTY_RESPONS"; did you mean "EMPTY_RESPONSE"?"#
      ),
      (
        #"{"response":{"body":"a","jsonBody":{}}}"#,
        "/response/jsonBody: `jsonBody` cannot stand beside `body`: keep the one that you mean"
      ),
      (#"{"response":{"base64Body":"%"}}"#, "/response/base64Body: `base64Body` is not Base64"),
      (
        #"{"response":{"headers":{"a b":"c"}}}"#,
        #"/response/headers/a b: "a b" cannot be the name of a header"#
      ),
      (
        #"{"response":{"headers":{"X":"a\r\nY: b"}}}"#,
        "/response/headers/X: `X` must be a string or an array of strings, without line breaks"
      ),
      (
        #"{"response":{"headers":{"X":[1]}}}"#,
        "/response/headers/X: `X` must be a string or an array of strings, without line breaks"
      ),
      (
        #"{"response":{"bodyFileName":"a.json"}}"#,
        "/response/bodyFileName: `bodyFileName` is not supported; put the content into `body`, `jsonBody` or `base64Body`"
      ),
      (
        #"{"response":{"proxyBaseUrl":"http://a"}}"#,
        "/response/proxyBaseUrl: `proxyBaseUrl` is not supported; start the server with --upstream to forward requests to the vendors"
      ),
      (
        #"{"response":{"transformers":["response-template"]}}"#,
        "/response/transformers: `transformers` is not supported; write the answer out"
      ),
      (
        #"{"response":{"statusMessage":"Odd"}}"#,
        "/response/statusMessage: `statusMessage` is not supported; the status always goes with its standard phrase"
      ),
      (
        #"{"response":{"fixedDelayMilliseconds":-1}}"#,
        "/response/fixedDelayMilliseconds: `fixedDelayMilliseconds` must be an integer from 0 to 86400000, but is -1"
      ),
      (
        #"{"response":{"fixedDelayMilliseconds":86400001}}"#,
        "/response/fixedDelayMilliseconds: `fixedDelayMilliseconds` must be an integer from 0 to 86400000, but is 86400001"
      ),
      (
        #"{"response":{"chunkedDribbleDelay":{"numberOfChunks":1e12,"totalDuration":5}}}"#,
        "/response/chunkedDribbleDelay/numberOfChunks: `numberOfChunks` must be an integer from 1 to 100000, but is 1e12"
      ),
      (
        #"{"response":{"chunkedDribbleDelay":{"numberOfChunks":5}}}"#,
        "/response/chunkedDribbleDelay: `totalDuration` is missing, a number"
      ),
      (
        #"{"response":{"delayDistribution":{"type":"normal"}}}"#,
        #"/response/delayDistribution/type: `type` cannot be "normal"; did you mean "lognormal"?"#
      ),
      (
        #"{"response":{"delayDistribution":{"type":"uniform","lower":5,"upper":4}}}"#,
        "/response/delayDistribution/upper: `upper` must not be less than `lower`"
      ),
      (
        #"{"response":{"delayDistribution":{"type":"lognormal","median":5,"sigma":-1}}}"#,
        "/response/delayDistribution/sigma: `sigma` must be from 0 to 100, but is -1"
      ),
      (
        #"{"response":{"delayDistribution":{"median":5,"sigma":1}}}"#,
        #"/response/delayDistribution: `type` is missing: "uniform", "lognormal" or "fixed""#
      ),
      (
        #"{"understudy":{"emulat":true}}"#,
        "/understudy/emulat: `emulat` is not a member of `understudy`; did you mean `emulate`?"
      ),
      (
        #"{"understudy":{"emulate":true,"error":429}}"#,
        "/understudy/error: `error` cannot stand beside `emulate`, which answers as the vendor would"
      ),
      (
        #"{"understudy":{"emulate":true},"response":{"status":200}}"#,
        "/response/status: `status` cannot stand beside `understudy.emulate`, with which the vendor's answer is sent"
      ),
      (
        #"{"understudy":{"error":500},"response":{"body":"a"}}"#,
        "/response/body: `body` cannot stand beside `understudy.error`, with which the vendor's answer is sent"
      ),
      (
        #"{"understudy":{"error":200}}"#,
        "/understudy/error: `error` must be an integer from 400 to 599, but is 200"
      ),
      (
        #"{"understudy":{"probability":1.5}}"#,
        "/understudy/probability: `probability` must be from 0 to 1, but is 1.5"
      ),
      (#"{"understudy":{"times":0}}"#, "/understudy/times: `times` must be an integer from 1 up, but is 0"),
      (#"{"understudy":{"seed":1}}"#, "/understudy/seed: `seed` needs `probability`"),
      (
        #"{"understudy":{"ttlMilliseconds":0}}"#,
        "/understudy/ttlMilliseconds: `ttlMilliseconds` must be an integer from 1 to 86400000, but is 0"
      ),
    ] as [(String, String)])
  func refused(_ mapping: String, _ expected: String) throws {
    let json = try JSON(text: mapping)
    #expect(mistakes { () throws(DocumentErrors) in try StubMapping(reading: json) } == [expected])
  }

  @Test("is answered in WireMock's form, all mistakes at once")
  func form() throws {
    let error = #expect(throws: DocumentErrors.self) {
      try StubMapping(text: #"{"request":{"headers":{"a/b":{}}},"priority":"x"}"#)
    }
    #expect(
      error?.json.description
        == #"{"errors":[{"code":10,"source":{"pointer":"/priority"},"title":"Error parsing JSON","#
        + #""detail":"`priority` must be a number, but is a string"},"#
        + #"{"code":10,"source":{"pointer":"/request/headers/a~1b"},"title":"Error parsing JSON","#
        + #""detail":"\"a/b\" cannot be the name of a header"}]}"#)
  }

  @Test("is refused if it is no JSON at all")
  func text() throws {
    let error = #expect(throws: ReadError.self) { try JSON(text: "nope") }
    let json = error.map { DocumentErrors($0).json.description }
    #expect(
      json?.hasPrefix(#"{"errors":[{"code":10,"source":{},"title":"Error parsing JSON","detail":"the body"#) == true
    )
  }
}

extension StubMapping {
  fileprivate init(text: String) throws { try self.init(reading: JSON(text: text)) }
}
