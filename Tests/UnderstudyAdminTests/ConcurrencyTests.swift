import Testing
import Understudy
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

@Suite("Many clients at once", .waits) struct ConcurrencyTests {
  /// Each client has a field of the one agent to itself and counts its value up, on a connection of its own.
  private static let fields = ["max_duration", "silence_timeout", "voice_activity_timeout", "temperature"]
  private static let rounds = ExternalProgram.isRequired ? 100 : 20
  private static let updates = fields.count * rounds

  @Test(
    "lose nothing: each update begins where the one before it ended, whatever is done beside them",
    arguments: ["memory", "file"])
  func nothingIsLost(_ location: String) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    let server = try FreshServer {
      if location == "file" { $0.database = .file(scratch("agents.sqlite")) }
    }
    let verifying = try server.client()
    let question = #"{"effect":{},"atLeast":\#(Self.updates),"timeoutMilliseconds":600000}"#
    try verifying.send(FreshServer.request("POST", "/sandbox/a/__admin/verify", question))
    try Threads.run(Self.fields.count + 2) { number in
      switch number {
      case Self.fields.count: try Self.changeMappings(on: server, in: "a")
      case Self.fields.count + 1: try Self.resetRepeatedly(on: server, in: "b")
      default: try Self.update(Self.fields[number], on: server, in: "a")
      }
    }
    let verdict = try verifying.readAnswer()
    #expect(try verdict.status == 200 && verdict[at: "/count"] == .number(Number(Self.updates)))
    let stored = try server.stored(in: "a")
    for field in Self.fields { #expect(stored.members?[field] == Self.value(of: field, Self.rounds)) }
    let effects = try server.effects(in: "a")
    #expect(effects.count == Self.updates && effects.last?.after == stored)
    #expect(try effects.first?.before == server.stored(in: "c"))
    for (effect, next) in zip(effects, effects.dropFirst()) { try #require(effect.after == next.before) }
  }

  @Test func `lose nothing when a snapshot is restored: updates begin there, or where the one before ended`() throws
  {
    let server = try FreshServer()
    #expect(try server.admin("PUT", "/snapshots/s", in: "a").status == 200)
    let acknowledged = Gathering<String>()
    try Threads.run(Self.fields.count + 1) { number in
      guard number < Self.fields.count else {
        for _ in 1...Self.rounds / 2 { try server.expectDone("POST", "/snapshots/s/restore", in: "a") }
        return
      }
      for round in 1...Self.rounds {
        // Cut off where it has met the restoring.
        guard let answer = try? server.update(Self.body(Self.fields[number], round), in: "a") else { continue }
        acknowledged.add(answer["X-Understudy-Request-Id"] ?? "")
      }
    }
    let seeded = try server.stored(in: "c")
    let effects = try server.effects(in: "a")
    #expect(effects.map(\.id).sorted() == acknowledged.all.sorted())
    for (effect, next) in zip(effects, effects.dropFirst()) {
      try #require([effect.after, seeded].contains(next.before))
    }
  }

  @Test("resetting, restoring and removing a sandbox leave one that works", arguments: ["default", "a"])
  func beginnings(_ sandbox: String) throws {
    let server = try FreshServer()
    let clients = try (0..<8).map { _ in try server.client() }
    let calls = [
      ("POST", "/reset"), ("PUT", "/snapshots/s"), ("POST", "/snapshots/s/restore"),
      ("DELETE", "/snapshots/s"), ("DELETE", "/sandboxes/\(sandbox)"),
    ]
    for round in 1...2 * Self.rounds {
      for (number, client) in clients.enumerated() {
        let (method, path) = calls[(number + round) % calls.count]
        try client.send(FreshServer.request(method, "/sandbox/\(sandbox)/__admin\(path)"))
      }
      for client in clients { #expect([200, 404, 409].contains(try client.readAnswer().status)) }
      try #require(try server.update(#"{"temperature":0.1}"#, in: sandbox).status == 200)
    }
  }

  private static func value(of field: String, _ round: Int) -> JSON {
    field == "temperature" ? JSON(floatLiteral: Double(round) / Double(rounds)) : .number(Number(round))
  }

  private static func body(_ field: String, _ round: Int) -> String {
    JSON.object([field: value(of: field, round)]).description
  }

  private static func update(_ field: String, on server: FreshServer, in sandbox: String) throws {
    let client = try server.client()
    for round in 1...rounds {
      let request = FreshServer.request("PUT", FreshServer.path, body(field, round), FreshServer.fields(sandbox))
      try #require(try client.exchange(request).status == 200)
    }
  }

  /// Mappings that let the vendor answer, one of them late; switches, and snapshots that are not restored.
  private static func changeMappings(on server: FreshServer, in sandbox: String) throws {
    for round in 1...rounds {
      try server.map(
        #"{"request":{"method":"PUT"},"response":{"fixedDelayMilliseconds":\#(round % 2)},"#
          + #""understudy":{"emulate":true,"times":3}}"#, in: sandbox)
      let isOn = #"{"enabled":\#(round % 2 == 0)}"#
      try server.expectDone("PUT", "/rules/centerfy.unknown-field", isOn, in: sandbox)
      try server.expectDone("PUT", "/snapshots/s", in: sandbox)
      if round % 10 == 0 { try server.expectDone("DELETE", "/mappings", in: sandbox) }
    }
  }

  private static func resetRepeatedly(on server: FreshServer, in sandbox: String) throws {
    for _ in 1...rounds {
      #expect(try server.update(#"{"temperature":0.1}"#, in: sandbox).status == 200)
      try server.expectDone("PUT", "/snapshots/s", in: sandbox)
      try server.expectDone("POST", "/reset", in: sandbox)
      #expect(try server.stored(in: sandbox).members?["temperature"] == 0.7)
      try server.expectDone("POST", "/snapshots/s/restore", in: sandbox)
      #expect(try server.stored(in: sandbox).members?["temperature"] == 0.1)
      try server.expectDone("DELETE", "/sandboxes/\(sandbox)")
    }
  }
}

extension FreshServer {
  /// What an accepted update did.
  fileprivate struct UpdateEffect {
    let id: String
    let before: JSON
    let after: JSON
  }

  /// What `GET /changes` lists, the first update first.
  fileprivate func effects(in sandbox: String) throws -> [UpdateEffect] {
    let requests = try admin("GET", "/requests", in: sandbox)[at: "/requests"]?.array ?? []
    let effects = try requests.map { request in
      let effect = request.members?["request"]?.members?["understudy"]?.members
      return UpdateEffect(
        id: try #require(request.members?["id"]?.string), before: try #require(effect?["before"]),
        after: try #require(effect?["after"]))
    }
    let byID = Dictionary(uniqueKeysWithValues: effects.map { ($0.id, $0) })
    let changes = try admin("GET", "/changes", in: sandbox)[at: "/changes"]?.array ?? []
    // Restored snapshots are changes too, without a request.
    let ids = changes.reversed().compactMap { $0.members?["requestId"]?.string }
    return try ids.map { try #require(byID[$0]) }
  }

  fileprivate func expectDone(
    _ method: String, _ path: String, _ body: String = "", in sandbox: String? = nil
  ) throws {
    let answer = try admin(method, path, body, in: sandbox)
    try #require(answer.status == 200, "\(method) \(path): \(answer.text)")
  }
}
