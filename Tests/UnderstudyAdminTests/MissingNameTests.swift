import Foundation
import Testing
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

/// Calls whose last name was lost, as an empty variable of a shell or the normalisation of `/sandboxes/.` does it.
@Suite("A call without its name", .waits) struct MissingNameTests {
  @Test(
    "does nothing to all of its kind",
    arguments: [
      ("DELETE", "/sandboxes/"), ("DELETE", "/sandboxes//"), ("DELETE", "//sandboxes/"),
      ("DELETE", "/./sandboxes/"),
      ("DELETE", "/mappings/"), ("DELETE", "/mappings//"), ("DELETE", "/requests/"), ("PUT", "/snapshots/"),
      ("DELETE", "/snapshots/"), ("POST", "/snapshots//restore"), ("GET", "/requests/"), ("GET", "/mappings/"),
      ("GET", "/agents/"), ("GET", "/agents/centerfy/"), ("DELETE", "/agents/centerfy/"),
      ("GET", "/agents//centerfy"),
      ("GET", "/rules/"), ("PUT", "/rules/"), ("GET", "/openapi/"), ("PUT", "/scenarios//state"),
    ])
  func refused(_ method: String, _ path: String) throws {
    let server = try FreshServer()
    #expect(try server.update(#"{"temperature":0.1}"#, in: "a").status == 200)
    #expect(try server.update(#"{"temperature":0.1}"#).status == 200)
    try server.map(#"{"request":{"urlPath":"/x"}}"#)
    let answer = try server.admin(method, path)
    #expect(answer.status == 404, "\(answer.text)")
    #expect(try server.admin("GET", "/sandboxes")[at: "/meta/total"] == 2)
    #expect(try server.stored(in: "a").members?["temperature"] == 0.1)
    #expect(try server.admin("GET", "/mappings")[at: "/meta/total"] == 1)
    #expect(try server.admin("GET", "/requests")[at: "/meta/total"] == 1)
  }

  @Test(
    "is not suspected if the route has no name",
    arguments: [
      ("POST", "/reset/", 200), ("POST", "/requests/reset/", 200), ("GET", "/", 200), ("GET", "/ui/", 302),
      ("GET", "/readyz/", 200), ("GET", "//mappings", 200), ("POST", "/scenarios/reset/", 200),
    ])
  func accepted(_ method: String, _ path: String, _ status: Int) throws {
    #expect(try FreshServer().admin(method, path).status == status)
  }

  @Test(
    "A sandbox of an earlier version that is named . or .. is not used, and keeps its agents in the file",
    arguments: [".", ".."])
  func earlierName(_ name: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let file = scratch("agents.sqlite")
    let stored = { (store: AgentStore) in
      AgentKey(sandbox: store.sandbox(name), collection: "centerfy", id: FreshServer.agent)
    }
    do {
      let store = try AgentStore(.file(file))
      try store.put(["id": .string(FreshServer.agent), "temperature": 0.1], at: stored(store))
    }
    do {
      let server = try FreshServer { $0.database = .file(file) }
      #expect(try server.admin("GET", "/info", in: name).status == 400)
      #expect(try server.admin("DELETE", "/sandboxes/\(name)").status == 400)
      #expect(try server.admin("GET", "/sandboxes")[at: "/meta/total"] == 1)
    }
    do {
      let store = try AgentStore(.file(file))
      #expect(try store.agent(stored(store))?["temperature"] == 0.1)
    }
  }
}
