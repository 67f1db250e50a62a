import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

extension AdminRoute {
  static let scenarios = [
    AdminRoute("GET", "/scenarios", "The scenarios and their states") { $0.scenarios() },
    AdminRoute("POST", "/scenarios/reset", "Reset all scenarios") { request in
      request.sandbox.withStubs { $0.resetScenarios() }
      return .done
    },
    AdminRoute("PUT", "/scenarios/{name}/state", "Set the state of a scenario", body: .scenarioState) {
      try $0.setScenario()
    },
    AdminRoute("GET", "/settings", "The delays of all responses") { request in
      .json(["settings": request.sandbox.withStubs { $0.settings?.json ?? [:] }])
    },
    AdminRoute("POST", "/settings", "Set the delays of all responses", body: .settings, changing: .sandbox) {
      try $0.changeSettings()
    },
    AdminRoute("PUT", "/settings", "Set the delays of all responses", body: .settings, changing: .sandbox) {
      try $0.changeSettings()
    },
  ]
}

extension AdminBody {
  static let scenarioState = AdminBody(
    "ScenarioState", "Without `state`: the first state", ["state": .stringSchema], example: ["state": "Started"])

  static let settings = AdminBody(
    "Settings", "The delays of all responses of the sandbox",
    ["fixedDelay": .integerSchema, "delayDistribution": .objectSchema], example: ["fixedDelay": 200])
}

extension AdminRequest {
  fileprivate func scenarios() -> Reply {
    // Only copied under the lock: there may be thousands of mappings.
    let stubs = sandbox.withStubs(\.self)
    var mappings: [String: [StubMapping]] = [:]
    for mapping in stubs.all.map(\.mapping) {
      if let scenario = mapping.scenario { mappings[scenario.name, default: []].append(mapping) }
    }
    let scenarios = mappings.sorted { $0.key < $1.key }.map { name, mappings -> JSON in
      let states = mappings.flatMap { [$0.scenario?.requiredState, $0.scenario?.newState].compactMap(\.self) }
      return [
        "id": .string(name), "name": .string(name), "state": .string(stubs.state(of: name)),
        "possibleStates": .array(Set(states + [StubMapping.Scenario.started]).sorted().map(JSON.string)),
        "mappings": .array(mappings.map(\.json)),
      ]
    }
    return .json(["scenarios": .array(scenarios)])
  }

  fileprivate func setScenario() throws -> Reply {
    let body = request.body == .complete([]) ? [:] : try body
    let state = try DocumentReader.read(body, "the state of a scenario") { $0.string("state") }
    guard sandbox.withStubs({ $0.setScenario(parameter(0), to: state ?? StubMapping.Scenario.started) }) else {
      throw AdminError.notFound("scenario", parameter(0), hint: "add a mapping with this `scenarioName`")
    }
    return .done
  }

  fileprivate func changeSettings() throws -> Reply {
    let settings = try GlobalSettings(reading: body)
    sandbox.withStubs { $0.settings = settings }
    return .done
  }
}
