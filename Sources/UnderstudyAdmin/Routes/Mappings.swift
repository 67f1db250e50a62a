import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

extension AdminRoute {
  static let mappings = [
    AdminRoute("GET", "/mappings", "The mappings of the sandbox", query: ["limit", "offset"]) { try $0.mappings() },
    AdminRoute(
      "POST", "/mappings", "Add a mapping: a fault, or a response of your own", body: .mapping,
      changing: .mappings
    ) {
      .json(try $0.set(StubMapping(reading: $0.body), at: .first), status: 201)
    },
    AdminRoute("DELETE", "/mappings", "Remove all mappings", changing: .mappings) { $0.removeAllMappings() },
    AdminRoute(
      "POST", "/mappings/import", "Add several mappings, or none if one is invalid", body: .stubImport,
      changing: .mappings
    ) {
      try $0.importMappings()
    },
    AdminRoute(
      "POST", "/mappings/reset", "Replace all mappings by those of --mappings", changing: .mappings
    ) { $0.resetMappings() },
    AdminRoute(
      "POST", "/mappings/edit", "Replace the mapping that has the id of the body", body: .mapping,
      changing: .mappings
    ) {
      try $0.set($0.mappingOfBody(), at: .kept)
      return .done
    },
    AdminRoute(
      "POST", "/mappings/remove", "Remove the mapping that has the id of the body", body: .mapping,
      changing: .mappings
    ) {
      try $0.remove([$0.mappingOfBody()])
    },
    AdminRoute(
      "POST", "/mappings/find-by-metadata", "The mappings whose metadata matches a pattern", body: .metadataPattern
    ) { $0.list(try $0.matchingMappings()[...]) },
    AdminRoute(
      "POST", "/mappings/remove-by-metadata", "Remove the mappings whose metadata matches a pattern",
      body: .metadataPattern, changing: .mappings
    ) { try $0.remove($0.matchingMappings()) },
    AdminRoute("GET", "/mappings/{id}", "One mapping") { .json(try $0.mappingOfPath().document) },
    AdminRoute("PUT", "/mappings/{id}", "Replace a mapping", body: .mapping, changing: .mappings) { request in
      let id = try request.mappingOfPath().mapping.id
      return .json(try request.set(StubMapping(reading: request.body, id: id), at: .kept))
    },
    AdminRoute("DELETE", "/mappings/{id}", "Remove a mapping", changing: .mappings) {
      try $0.remove([$0.mappingOfPath()])
    },
  ]
}

extension AdminBody {
  static let mapping = AdminBody(
    "Mapping", "WireMock's stub mapping, with Understudy's members under `understudy`, there or in `metadata`",
    [
      "id": ["type": "string", "format": "uuid"], "name": .stringSchema, "priority": .integerSchema,
      "request": requestPattern.reference, "response": .objectSchema, "scenarioName": .stringSchema,
      "requiredScenarioState": .stringSchema, "newScenarioState": .stringSchema, "metadata": .objectSchema,
      "understudy": [
        "type": "object",
        "properties": [
          "vendor": .stringSchema, "endpoint": .stringSchema, "agent": .stringSchema, "emulate": .booleanSchema,
          "error": .integerSchema, "times": .integerSchema, "ttlMilliseconds": .integerSchema,
          "probability": ["type": "number"], "seed": .integerSchema,
        ],
      ],
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
    let all = sandbox.withStubs(\.activeStubs)
    let shown = all.dropFirst(try count("offset") ?? 0).prefix(try count("limit") ?? .max)
    return list(shown, of: all.count)
  }

  fileprivate func list(_ mappings: ArraySlice<Stubs.Stub>, of total: Int? = nil) -> Reply {
    .json([
      "mappings": .array(mappings.map(\.document)), "meta": ["total": .number(Number(total ?? mappings.count))],
    ])
  }

  /// Adds a mapping, or replaces the one that has its id.
  @discardableResult
  fileprivate func set(_ mapping: StubMapping, at place: Stubs.Place) throws -> JSON {
    if let error = mapping.scope.flatMap(emulator.registry.error) { throw error }
    let share = try memory(for: mapping)
    guard sandbox.withStubs({ $0.set(mapping, at: place, taking: share) }) else { throw AdminError.tooManyMappings }
    return sandbox.withStubs { $0[mapping.id] }?.document ?? mapping.json
  }

  fileprivate func importMappings() throws -> Reply {
    let document = try StubImport(reading: body)
    for mapping in document.mappings {
      if let error = mapping.scope.flatMap(emulator.registry.error) { throw error }
    }
    let shares = try document.mappings.map(memory)
    guard sandbox.withStubs({ $0.add(document, taking: shares) }) else { throw AdminError.tooManyMappings }
    return .done
  }

  private func memory(for mapping: StubMapping) throws -> MappingMemory.Share {
    if let share = emulator.sandboxes.mappingMemory.take(mapping.bytes) { return share }
    throw AdminError.limitReached(
      "All mappings of all sandboxes together can have at most \(MappingMemory.limit) bytes")
  }

  fileprivate func remove(_ stubs: [Stubs.Stub]) -> Reply { remove(stubs.map(\.mapping)) }

  fileprivate func remove(_ mappings: [StubMapping]) -> Reply {
    let ids = Set(mappings.map(\.id))
    sandbox.withStubs { $0.removeAll { ids.contains($0.id) } }
    return .done
  }

  /// The active mapping that has the id of the path.
  fileprivate func mappingOfPath() throws -> Stubs.Stub {
    let id = parameter(0).lowercased()
    if let stub = sandbox.withStubs(\.activeStubs).first(where: { $0.mapping.id == id }) { return stub }
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
  fileprivate func matchingMappings() throws -> [Stubs.Stub] {
    let pattern = try MetadataPattern(reading: body)
    let found = sandbox.withStubs(\.activeStubs).filter { pattern.matches($0.mapping, within: budget) }
    try checkBudget()
    return found
  }
}

extension AdminError {
  fileprivate static let tooManyMappings = limitReached("A sandbox can have at most \(Stubs.limit) mappings")
}
