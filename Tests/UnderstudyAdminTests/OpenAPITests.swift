import Testing
@testable import UnderstudyAdmin
import UnderstudyJSON
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("The OpenAPI documents of a server", .waits) struct OpenAPITests {
  @Test("are of this server, in this sandbox", arguments: Registry().surfaces.map(\.id) + [nil, "control-plane"])
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

  @Test func `An unknown name gets a hint of the nearest`() throws {
    let answer = try FreshServer().admin("GET", "/openapi/voicebib")
    #expect(answer.status == 404 && answer.text.contains(#"did you mean \"voicebip\"?"#))
  }

  @Test func `Every route of the control plane is in its document`() throws {
    let document = try FreshServer().admin("GET", "/openapi/control-plane")
    let paths = try #require(try document[at: "/paths"]?.members)
    for route in AdminRoute.all {
      let operation = paths["/__admin\(route.path)"]?.members?[route.method.lowercased()]?.members
      #expect(operation?["summary"] == .string(route.summary), "\(route.method) \(route.path)")
      #expect(route.summary.wholeMatch(of: /[A-Z].*[^.]/) != nil)
    }
    let operations = paths.flatMap { $0.value.members?.filter { $0.name != "parameters" } ?? [] }
    #expect(operations.count == AdminRoute.all.count)
  }

  /// Paths in which every parameter names something that is there.
  private func path(_ route: AdminRoute) -> String {
    route.path.description.replacing("/ui/{name}", with: "/ui/app.js")
      .replacing("/mappings/{id}", with: "/mappings/6f3c1b8e-0000-4000-8000-000000000001")
      .replacing("/rules/{id}", with: "/rules/centerfy.temperature.range").replacing("{name}", with: "s")
      .replacing("{collection}/{id}", with: "centerfy/\(FreshServer.agent)")
  }

  @Test(
    "Every route accepts the example of its body, and no member that is not in its document",
    arguments: ExternalProgram.sample(of: AdminRoute.all))
  func bodies(_ route: AdminRoute) throws {
    let server = try FreshServer()
    try server.map(#"{"id":"6f3c1b8e-0000-4000-8000-000000000001","scenarioName":"s"}"#)
    _ = try server.admin("PUT", "/snapshots/s")
    guard let body = route.body else {
      // What is sent is not looked at. The answer of one call has no end, but a head.
      let method = route.path.description == "/events" ? "HEAD" : route.method
      let answer = try server.admin(method, path(route), "{")
      #expect(answer.status != 422, "\(route.method) \(route.path): \(answer.text)")
      return
    }
    let unknown = try server.admin(route.method, path(route), #"{"qqqqqqqqqq":1}"#)
    #expect(unknown.status == 422 && unknown.text.contains("qqqqqqqqqq"), "\(unknown.text)")
    guard let example = body.example else { return }
    if let known = unknown.text.firstRange(of: "it has: ").map({ unknown.text[$0.upperBound...] }) {
      let names = Set(known.prefix { $0 != "\"" }.split(separator: ", ").map(String.init))
      for member in AdminBody.schemas.members?[body.name]?.members?["properties"]?.members ?? [:] {
        #expect(names.contains(member.name), "\(body.name): \(member.name)")
      }
    }
    var given = try #require(example.members)
    if route.path.description == "/mappings/edit" || route.path.description == "/mappings/remove" {
      given["id"] = "6f3c1b8e-0000-4000-8000-000000000001"
    }
    let answer = try server.admin(route.method, path(route), JSON.object(given).description)
    #expect([200, 201, 409].contains(answer.status), "\(route.method) \(route.path): \(answer.text)")
  }
}
