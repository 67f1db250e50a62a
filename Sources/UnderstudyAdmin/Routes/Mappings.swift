import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

extension AdminRoute {
  static let mappings = [
    AdminRoute("GET", "/mappings", "The mappings of the sandbox", query: ["limit", "offset"]) { try $0.mappings() },
    AdminRoute("POST", "/mappings", "Add a mapping: a fault, or a response of your own", body: .mapping) {
      .json(try $0.set(StubMapping(reading: $0.body)), status: 201)
    },
    AdminRoute("DELETE", "/mappings", "Remove all mappings") { $0.removeAllMappings() },
    AdminRoute("POST", "/mappings/import", "Add several mappings, or none if one is invalid", body: .stubImport) {
      try $0.importMappings()
    },
    AdminRoute("POST", "/mappings/reset", "Replace all mappings by those of --mappings") { $0.resetMappings() },
    AdminRoute("POST", "/mappings/edit", "Replace the mapping that has the id of the body", body: .mapping) {
      try $0.set($0.mappingOfBody())
      return .done
    },
    AdminRoute("POST", "/mappings/remove", "Remove the mapping that has the id of the body", body: .mapping) {
      try $0.remove([$0.mappingOfBody()])
    },
    AdminRoute(
      "POST", "/mappings/find-by-metadata", "The mappings whose metadata matches a pattern", body: .metadataPattern
    ) { $0.list(try $0.matchingMappings()[...]) },
    AdminRoute(
      "POST", "/mappings/remove-by-metadata", "Remove the mappings whose metadata matches a pattern",
      body: .metadataPattern
    ) { try $0.remove($0.matchingMappings()) },
    AdminRoute("GET", "/mappings/{id}", "One mapping") { .json(try $0.mappingOfPath().json) },
    AdminRoute("PUT", "/mappings/{id}", "Replace a mapping", body: .mapping) { request in
      let id = try request.mappingOfPath().id
      return .json(try request.set(StubMapping(reading: request.body, id: id)))
    },
    AdminRoute("DELETE", "/mappings/{id}", "Remove a mapping") { try $0.remove([$0.mappingOfPath()]) },
  ]
}

extension AdminBody {
  static let mapping = AdminBody(
    "Mapping", "WireMock's stub mapping, with Understudy's members under `understudy`, there or in `metadata`",
    [
      "id": ["type": "string", "format": "uuid"], "name": .stringSchema, "priority": .integerSchema,
      "request": requestPattern.reference, "response": .objectSchema, "scenarioName": .stringSchema,
      "requiredScenarioState": .stringSchema, "newScenarioState": .stringSchema, "metadata": .objectSchema,
      "understudy": .objectSchema,
    ], example: ["request": ["method": "PUT"], "understudy": ["error": 429, "times": 1]])

  static let stubImport = AdminBody(
    "MappingImport",
    "WireMock's import. `importOptions` has `duplicatePolicy`, `OVERWRITE` (the default) or `IGNORE`, and "
      + "`deleteAllNotInImport`, which removes all other mappings",
    ["mappings": ["type": "array", "items": mapping.reference], "importOptions": .objectSchema],
    example: [
      "mappings": [["request": ["method": "PUT"], "understudy": ["error": 429, "times": 1]]],
      "importOptions": ["duplicatePolicy": "IGNORE", "deleteAllNotInImport": false],
    ])

  static let metadataPattern = AdminBody(
    "MetadataPattern", "A matcher of a mapping's `metadata`",
    ["equalToJson": [:], "matchesJsonPath": [:], "equalTo": .stringSchema, "contains": .stringSchema],
    example: ["matchesJsonPath": "$.team"])
}

extension AdminRequest {
  fileprivate func mappings() throws -> Reply {
    let all = sandbox.withStubs(\.active)
    let shown = all.dropFirst(try count("offset") ?? 0).prefix(try count("limit") ?? .max)
    return list(shown, of: all.count)
  }

  fileprivate func list(_ mappings: ArraySlice<StubMapping>, of total: Int? = nil) -> Reply {
    .json(["mappings": .array(mappings.map(\.json)), "meta": ["total": .number(Number(total ?? mappings.count))]])
  }

  /// Adds a mapping, or replaces the one that has its id.
  @discardableResult
  fileprivate func set(_ mapping: StubMapping) throws -> JSON {
    let share = try memory(for: mapping)
    guard sandbox.withStubs({ $0.set(mapping, taking: share) }) else { throw AdminError.tooManyMappings }
    return mapping.json
  }

  fileprivate func importMappings() throws -> Reply {
    let document = try StubImport(reading: body)
    let shares = try document.mappings.map(memory)
    guard sandbox.withStubs({ $0.add(document, taking: shares) }) else { throw AdminError.tooManyMappings }
    return .done
  }

  private func memory(for mapping: StubMapping) throws -> MappingMemory.Share {
    if let share = emulator.sandboxes.mappingMemory.take(mapping.bytes) { return share }
    throw AdminError.limitReached(
      "All mappings of all sandboxes together can have at most \(MappingMemory.limit) bytes")
  }

  fileprivate func remove(_ mappings: [StubMapping]) -> Reply {
    let ids = Set(mappings.map(\.id))
    sandbox.withStubs { $0.removeAll { ids.contains($0.id) } }
    return .done
  }

  /// The active mapping that has the id of the path.
  fileprivate func mappingOfPath() throws -> StubMapping {
    let id = parameter(0).lowercased()
    if let mapping = sandbox.withStubs(\.active).first(where: { $0.id == id }) { return mapping }
    throw AdminError.notFound(
      "mapping", parameter(0), hint: "GET \(ControlPlane.prefix)/mappings lists the active ones")
  }

  /// The mapping of the body. An active one must have its id.
  fileprivate func mappingOfBody() throws -> StubMapping {
    let mapping = try StubMapping(reading: body)
    if sandbox.withStubs(\.active).contains(where: { $0.id == mapping.id }) { return mapping }
    throw AdminError.notFound(
      "mapping", mapping.id, hint: "`id` must be that of one which GET \(ControlPlane.prefix)/mappings lists")
  }

  /// Also resets the scenarios.
  fileprivate func removeAllMappings() -> Reply {
    sandbox.withStubs { stubs in
      stubs.removeAll { _ in true }
      stubs.resetScenarios()
    }
    return .done
  }

  /// Also resets the scenarios.
  fileprivate func resetMappings() -> Reply {
    let initial = emulator.sandboxes.initialStubs
    sandbox.withStubs { $0.restore(initial) }
    return .done
  }

  /// The active mappings whose metadata matches the pattern in the body.
  fileprivate func matchingMappings() throws -> [StubMapping] {
    let pattern = try MetadataPattern(reading: body)
    let found = sandbox.withStubs(\.active).filter { pattern.matches($0, within: budget) }
    try checkBudget()
    return found
  }
}

extension AdminError {
  fileprivate static let tooManyMappings = limitReached("A sandbox can have at most \(Stubs.limit) mappings")
}
