@testable import Control
import JSON
import TestSupport
import Testing
import Vendors

@Suite("The OpenAPI documents of a server") struct OpenAPITests {
  @Test("are of this server, in this sandbox", arguments: Registry().endpoints.map(\.id) + [nil, "control-plane"])
  func served(_ name: String?) throws {
    let server = try FreshServer()
    let path = "/openapi" + (name.map { "/\($0)" } ?? "")
    let fields: KeyValuePairs = ["Host": "localhost:4010"]
    let answer = try server.send("GET", "/__admin\(path)", "", fields)
    #expect(answer.status == 200)
    #expect(try answer[at: "/openapi"] == "3.1.0" && answer[at: "/servers/0/url"] == "http://localhost:4010")
    let own = try server.send("GET", "/sandbox/checkout-7/__admin\(path)", "", fields)
    #expect(try own[at: "/servers/0/url"] == "http://localhost:4010/sandbox/checkout-7")
  }

  @Test func `Rules are as the sandbox has them`() throws {
    let server = try FreshServer()
    let schema =
      "/paths/~1functions~1v1~1crm-api~1update-agent~1{agentId}/put/requestBody/content/application~1json/schema"
    let maximum = schema + "/properties/temperature/maximum"
    _ = try server.admin("PUT", "/rules/centerfy.temperature.range", #"{"enabled":false}"#, in: "a")
    _ = try server.admin("PUT", "/rules/centerfy.unknown-field", #"{"enabled":true}"#, in: "a")
    let (usual, changed) = (
      try server.admin("GET", "/openapi/centerfy"), try server.admin("GET", "/openapi/centerfy", in: "a")
    )
    #expect(try usual[at: maximum] == 1 && usual[at: "\(schema)/additionalProperties"] == true)
    #expect(try changed[at: maximum] == nil && changed[at: "\(schema)/additionalProperties"] == false)
  }

  @Test func `An unknown name is answered with the nearest`() throws {
    let answer = try FreshServer().admin("GET", "/openapi/voicebib")
    #expect(answer.status == 404 && answer.text.contains(#"did you mean \"voicebip\"?"#))
  }

  @Test func `Every call of the control plane is in its document`() throws {
    let document = try FreshServer().admin("GET", "/openapi/control-plane")
    let paths = try #require(try document[at: "/paths"]?.members)
    for route in Route.all {
      let operation = paths["/__admin\(route.template)"]?.members?[route.method.lowercased()]?.members
      #expect(operation?["summary"] == .string(route.summary), "\(route.method) \(route.template)")
      #expect(route.summary.wholeMatch(of: /[A-Z].*[^.]/) != nil)
    }
    let operations = paths.flatMap { $0.value.members?.filter { $0.name != "parameters" } ?? [] }
    #expect(operations.count == Route.all.count)
  }
}
