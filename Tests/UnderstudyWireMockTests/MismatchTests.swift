import Testing
import UnderstudyJSON
import UnderstudyWireMock

@Suite("A mismatch") struct MismatchTests {
  @Test(
    "names the place in pattern and request, what was expected and what is there",
    arguments: [
      (
        #"{"method":"PUT"}"#, "GET /a",
        #"[{"pointer":"/method","place":"/method","expected":"PUT","actual":"GET"}]"#
      ),
      (
        #"{"urlPathPattern":"/b"}"#, "GET /a?b",
        #"[{"pointer":"/urlPathPattern","place":"/url","expected":"/b","actual":"/a"}]"#
      ),
      (
        #"{"headers":{"X-Api-Key":{"equalTo":"k"}}}"#, "GET /a",
        #"[{"pointer":"/headers/X-Api-Key/equalTo","place":"/headers/X-Api-Key","expected":"k"}]"#
      ),
      (
        #"{"headers":{"X":{"doesNotMatch":"a"}}}"#, "GET /a\nx: a",
        #"[{"pointer":"/headers/X/doesNotMatch","place":"/headers/X","expected":"a","actual":"a"}]"#
      ),
      (
        #"{"queryParameters":{"a/b":{"contains":"z"}}}"#, "GET /?a/b=1&a%2Fb=2",
        #"[{"pointer":"/queryParameters/a~1b/contains","place":"/queryParams/a~1b","expected":"z","actual":["1","2"]}]"#
      ),
      (
        #"{"bodyPatterns":[{"contains":"a"},{"equalTo":"b"}]}"#, "PUT /\n\na",
        #"[{"pointer":"/bodyPatterns/1/equalTo","place":"/body","expected":"b","actual":"a"}]"#
      ),
      (
        #"{"bodyPatterns":[{"equalToJson":{"temperature":0.5,"n":null,"l":[1,2]}}]}"#,
        "PUT /\n\n{\"temperature\":null,\"l\":[1,3],\"m/n\":1}",
        #"[{"pointer":"/bodyPatterns/0/equalToJson","place":"/body/temperature","expected":0.5,"actual":null},"#
          + #"{"pointer":"/bodyPatterns/0/equalToJson","place":"/body/n","expected":null},"#
          + #"{"pointer":"/bodyPatterns/0/equalToJson","place":"/body/l/1","expected":2,"actual":3},"#
          + #"{"pointer":"/bodyPatterns/0/equalToJson","place":"/body/m~1n","actual":1}]"#
      ),
      (
        #"{"bodyPatterns":[{"equalToJson":[1,{"a":2},3],"ignoreArrayOrder":true}]}"#, "PUT /\n\n[{\"a\":5},3,1]",
        #"[{"pointer":"/bodyPatterns/0/equalToJson","place":"/body/0/a","expected":2,"actual":5}]"#
      ),
      (
        #"{"bodyPatterns":[{"equalToJson":[1,9],"ignoreArrayOrder":true,"ignoreExtraElements":true}]}"#,
        "PUT /\n\n[3,1]",
        #"[{"pointer":"/bodyPatterns/0/equalToJson","place":"/body/1","expected":9}]"#
      ),
      (
        #"{"bodyPatterns":[{"equalToJson":{}}]}"#, "PUT /\n\n{a",
        #"[{"pointer":"/bodyPatterns/0/equalToJson","place":"/body","expected":{},"actual":"{a","#
          + #""remark":"the body is not JSON: expected a member name in double quotes but found \"a\" at line 1, column 2"}]"#
      ),
      (
        #"{"bodyPatterns":[{"equalToJson":{}}]}"#, "PUT /",
        #"[{"pointer":"/bodyPatterns/0/equalToJson","place":"/body","expected":{},"remark":"the request has no body"}]"#
      ),
      (
        #"{"bodyPatterns":[{"matchesJsonPath":"$.a"}]}"#, "PUT /\n\n{\"a\":null}",
        #"[{"pointer":"/bodyPatterns/0/matchesJsonPath","place":"/body/a","expected":"$.a","actual":null}]"#
      ),
      (
        #"{"bodyPatterns":[{"matchesJsonPath":{"expression":"$.a[0]","equalTo":"x"}}]}"#, "PUT /\n\n{\"a\":[5]}",
        #"[{"pointer":"/bodyPatterns/0/matchesJsonPath/equalTo","place":"/body/a/0","expected":"x","actual":5}]"#
      ),
      (
        #"{"bodyPatterns":[{"matchesJsonPath":{"expression":"$.a[*].b","equalToJson":1}}]}"#,
        "PUT /\n\n{\"a\":[{\"b\":5},{}]}",
        #"[{"pointer":"/bodyPatterns/0/matchesJsonPath/equalToJson","place":"/body/a","expected":1,"actual":[5]}]"#
      ),
      (
        #"{"bodyPatterns":[{"matchesJsonPath":{"expression":"$.a","equalTo":"x"}}]}"#, "PUT /\n\n{}",
        #"[{"pointer":"/bodyPatterns/0/matchesJsonPath/equalTo","place":"/body/a","expected":"x"}]"#
      ),
      (
        #"{"method":"PUT","url":"/b"}"#, "GET /a",
        #"[{"pointer":"/method","place":"/method","expected":"PUT","actual":"GET"},"#
          + #"{"pointer":"/url","place":"/url","expected":"/b","actual":"/a"}]"#
      ),
    ])
  func explanation(_ pattern: String, _ request: String, _ expected: String) throws {
    let mismatches = try RequestPattern(text: pattern).mismatches(SentRequest(text: request))
    #expect(JSON.array(mismatches.map(\.json)).description == expected)
  }

  @Test("shows no more of a long body than a person reads")
  func long() throws {
    let pattern = try RequestPattern(text: #"{"bodyPatterns":[{"equalTo":"a"},{"matchesJsonPath":"$.b"}]}"#)
    let body = "[" + String(repeating: "1,", count: 100_000) + "1]"
    for mismatch in pattern.mismatches(SentRequest(text: "PUT /\n\n" + body)) {
      #expect(mismatch.json.description.utf8.count < 2000)
    }
  }
}

@Suite("The distance of a request") struct DistanceTests {
  @Test(
    "is what WireMock 2.35.1 says, in 41sts",
    arguments: [
      (#"{"method":"GET"}"#, "PUT /a?b=1", 3),
      (#"{"method":"PUT","url":"/a"}"#, "PUT /a?b=1", 6.666666666667),
      (#"{"urlPath":"/a?b=1"}"#, "PUT /a?b=1", 6.666666666667), (#"{"urlPattern":"/a"}"#, "PUT /a?b=1", 10),
      (#"{"urlPath":"/zzzz"}"#, "PUT /a", 8), (#"{"url":"/abcdef"}"#, "PUT /abcxyz", 4.285714285714),
      (#"{"headers":{"X":{"equalTo":"abcd"}}}"#, "GET /", 1),
      (#"{"headers":{"X":{"equalTo":"abcd"}}}"#, "GET /\nx: abcf", 0.25),
      (#"{"headers":{"X":{"equalTo":"abcd"},"Y":{"equalTo":"q"}}}"#, "GET /\nx: abcf", 0.625),
      (#"{"headers":{"X":{"contains":"bx"}}}"#, "GET /\nx: abcd", 1),
      (#"{"queryParameters":{"b":{"equalTo":"1"}}}"#, "GET /a?b=1;c=2", 0.8),
      (#"{"bodyPatterns":[{"equalTo":"abcd"},{"contains":"a"}]}"#, "PUT /\n\nabce", 0.125),
      (#"{"bodyPatterns":[{"equalToJson":{"a":1}}]}"#, "PUT /\n\n{\"a\":2}", 0.5),
      (#"{"bodyPatterns":[{"equalToJson":{"a":1,"b":2}}]}"#, "PUT /\n\n{\"a\":1,\"b\":3}", 0.333333333333),
      (
        #"{"bodyPatterns":[{"equalToJson":{"a":1,"b":2,"c":3,"d":4}}]}"#, "PUT /\n\n{\"a\":1,\"b\":3}", 0.6
      ),
      (#"{"bodyPatterns":[{"equalToJson":{"a":[1,2]}}]}"#, "PUT /\n\n{\"a\":[2,1]}", 0.4),
      (#"{"bodyPatterns":[{"equalToJson":{"a":{}}}]}"#, "PUT /\n\n{\"a\":[]}", 0.333333333333),
      (#"{"bodyPatterns":[{"equalToJson":{"a":[1]}}]}"#, "PUT /\n\n{\"a\":1}", 0.5),
      (#"{"bodyPatterns":[{"equalToJson":{"a":1}}]}"#, "PUT /\n\n[1]", 1),
      (#"{"bodyPatterns":[{"equalToJson":{"a":1}}]}"#, "PUT /\n\nnope", 1),
      (
        #"{"bodyPatterns":[{"equalToJson":{"a":[1,2]},"ignoreArrayOrder":true}]}"#, "PUT /\n\n{\"a\":[1,2,3]}",
        0.166666666667
      ),
      (
        #"{"bodyPatterns":[{"matchesJsonPath":{"expression":"$.a","equalTo":"hellp"}}]}"#,
        "PUT /\n\n{\"a\":\"hello\"}", 0.2
      ),
    ] as [(String, String, Double)])
  func distance(_ pattern: String, _ request: String, _ expected: Double) throws {
    let distance = try RequestPattern(text: pattern).distance(SentRequest(text: request))
    #expect(abs(distance * 41 - expected) < 1e-9)
  }

  @Test("of two megabytes is found at once")
  func long() throws {
    let text = String(repeating: "ab", count: 500_000)
    let pattern = try RequestPattern(reading: ["bodyPatterns": [["equalTo": .string("x" + text)]]])
    #expect(pattern.distance(SentRequest(text: "PUT /\n\n" + text + "y")) > 0)
  }
}

@Suite("The nearest elements") struct NearestTests {
  @Test(
    "come in order of distance, equals as they stood",
    arguments: [
      ([], []), ([5], [0]), ([3, 1, 2], [1, 2, 0]), ([1, 1, 1, 1], [0, 1, 2]), ([9, 8, 7, 1, 7], [3, 2, 4]),
    ] as [([Double], [Int])])
  func nearest(_ distances: [Double], _ expected: [Int]) {
    #expect(distances.indices.nearest(3) { distances[$0] }.map(\.element) == expected)
    #expect(distances.indices.nearest(0) { distances[$0] }.isEmpty)
  }
}
