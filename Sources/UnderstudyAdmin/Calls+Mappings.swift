import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

extension AdminRequest {
  func mappings() throws(AdminError) -> Response {
    let all = sandbox.withStubs(\.active)
    let shown = all.dropFirst(try count("offset") ?? 0).prefix(try count("limit") ?? .max)
    return Response(
      status: 200,
      json: ["mappings": .array(shown.map(\.json)), "meta": ["total": .number(Number(all.count))]])
  }

  func addMapping() throws(AdminError) -> Response {
    let mapping = try body { json throws(DocumentErrors) in try StubMapping(reading: json) }
    try keep(mapping)
    return Response(status: 201, json: mapping.json)
  }

  /// Adds a mapping, or replaces the one of its id.
  func keep(_ mapping: StubMapping) throws(AdminError) {
    guard let share = emulator.sandboxes.mappingMemory.take(mapping.bytes) else {
      throw .tooMany("All mappings of all sandboxes together can have at most \(MappingMemory.limit) bytes")
    }
    guard sandbox.withStubs({ $0.set(mapping, taking: share) }) else {
      throw .tooMany("A sandbox can have at most \(Stubs.limit) mappings")
    }
  }

  private func known() throws(AdminError) -> StubMapping {
    let id = parameter(0).lowercased()
    guard let mapping = sandbox.withStubs(\.active).first(where: { $0.id == id }) else {
      throw .unknown(
        "mapping", parameter(0), hint: "GET \(ControlPlane.prefix)/mappings lists those that may still act")
    }
    return mapping
  }

  func mapping() throws(AdminError) -> Response { Response(status: 200, json: try known().json) }

  func replaceMapping() throws(AdminError) -> Response {
    let id = try known().id
    let mapping = try body { json throws(DocumentErrors) in try StubMapping(reading: json, id: id) }
    try keep(mapping)
    return Response(status: 200, json: mapping.json)
  }

  func removeMapping() throws(AdminError) -> Response {
    let id = try known().id
    sandbox.withStubs { $0.removeAll { $0.id == id } }
    return .done
  }

  /// Scenarios go with the mappings that they are made of.
  func removeMappings() -> Response {
    sandbox.withStubs { stubs in
      stubs.removeAll { _ in true }
      stubs.resetScenarios()
    }
    return .done
  }

  func scenarios() -> Response {
    let scenarios = sandbox.withStubs(\.allScenarios).map { scenario -> JSON in
      let named = scenario.mappings.flatMap { mapping in
        [mapping.scenario?.requiredState, mapping.scenario?.newState].compactMap(\.self)
      }
      return [
        "id": .string(scenario.name), "name": .string(scenario.name), "state": .string(scenario.state),
        "possibleStates": .array(Set(named + [StubMapping.Scenario.started]).sorted().map(JSON.string)),
        "mappings": .array(scenario.mappings.map(\.json)),
      ]
    }
    return Response(status: 200, json: ["scenarios": .array(scenarios)])
  }

  func resetScenarios() -> Response {
    sandbox.withStubs { $0.resetScenarios() }
    return .done
  }

  /// `{"state":"…"}`; without one, the first state.
  func setScenario() throws(AdminError) -> Response {
    var state: String?
    if request.body != .complete([]) {
      state = try body { json throws(DocumentErrors) in
        try Fields.read(json, "the state of a scenario") { $0.string("state") }
      }
    }
    guard sandbox.withStubs({ $0.setScenario(parameter(0), to: state ?? StubMapping.Scenario.started) }) else {
      throw .unknown("scenario", parameter(0), hint: "a mapping with this `scenarioName` makes one")
    }
    return .done
  }

  func settings() -> Response {
    Response(status: 200, json: ["settings": sandbox.withStubs { $0.settings?.json ?? [:] }])
  }

  func changeSettings() throws(AdminError) -> Response {
    let settings = try body { json throws(DocumentErrors) in try GlobalSettings(reading: json) }
    sandbox.withStubs { $0.settings = settings }
    return .done
  }
}
