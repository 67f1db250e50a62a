import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyWireMock

extension AdminRoute {
  static let mappings = [
    AdminRoute(
      "GET", "/mappings", "The mappings of the sandbox", query: ["limit", "offset"], AdminRequest.mappings),
    AdminRoute(
      "POST", "/mappings", "Add a mapping: a fault, or a response of your own", body: .mapping,
      AdminRequest.addMapping),
    AdminRoute("DELETE", "/mappings", "Remove all mappings", AdminRequest.removeAllMappings),
    AdminRoute("POST", "/mappings/reset", "Remove all mappings", AdminRequest.removeAllMappings),
    AdminRoute(
      "POST", "/mappings/edit", "Replace the mapping that has the id of the body", body: .mapping,
      AdminRequest.editMapping),
    AdminRoute(
      "POST", "/mappings/remove", "Remove the mapping that has the id of the body", body: .mapping,
      AdminRequest.removeMappingOfBody),
    AdminRoute(
      "POST", "/mappings/find-by-metadata", "The mappings whose metadata matches a pattern",
      body: .metadataPattern, AdminRequest.findMappings),
    AdminRoute(
      "POST", "/mappings/remove-by-metadata", "Remove the mappings whose metadata matches a pattern",
      body: .metadataPattern, AdminRequest.removeMappingsByMetadata),
    AdminRoute("GET", "/mappings/{id}", "One mapping", AdminRequest.mapping),
    AdminRoute("PUT", "/mappings/{id}", "Replace a mapping", body: .mapping, AdminRequest.replaceMapping),
    AdminRoute("DELETE", "/mappings/{id}", "Remove a mapping", AdminRequest.removeMapping),
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

  static let metadataPattern = AdminBody(
    "MetadataPattern", "A matcher of a mapping's `metadata`",
    ["equalToJson": [:], "matchesJsonPath": [:], "equalTo": .stringSchema, "contains": .stringSchema],
    example: ["matchesJsonPath": "$.team"])
}

extension AdminRequest {
  fileprivate func mappings() throws(AdminError) -> Response {
    let all = sandbox.withStubs(\.active)
    let shown = all.dropFirst(try count("offset") ?? 0).prefix(try count("limit") ?? .max)
    return list(Array(shown), total: all.count)
  }

  private func list(_ mappings: [StubMapping], total: Int) -> Response {
    Response(
      status: 200,
      json: ["mappings": .array(mappings.map(\.json)), "meta": ["total": .number(Number(total))]])
  }

  fileprivate func addMapping() throws(AdminError) -> Response {
    let mapping = try body { json throws(DocumentErrors) in try StubMapping(reading: json) }
    try set(mapping)
    return Response(status: 201, json: mapping.json)
  }

  /// Adds a mapping, or replaces the one that has its id.
  private func set(_ mapping: StubMapping) throws(AdminError) {
    guard let share = emulator.sandboxes.mappingMemory.take(mapping.bytes) else {
      throw .limitReached("All mappings of all sandboxes together can have at most \(MappingMemory.limit) bytes")
    }
    guard sandbox.withStubs({ $0.set(mapping, taking: share) }) else {
      throw .limitReached("A sandbox can have at most \(Stubs.limit) mappings")
    }
  }

  private func remove(where isRemoved: (StubMapping) -> Bool) -> Response {
    sandbox.withStubs { $0.removeAll(where: isRemoved) }
    return .done
  }

  /// The active mapping that has the id of the path.
  private func mappingOfPath() throws(AdminError) -> StubMapping {
    let id = parameter(0).lowercased()
    guard let mapping = sandbox.withStubs(\.active).first(where: { $0.id == id }) else {
      throw .notFound(
        "mapping", parameter(0), hint: "GET \(ControlPlane.prefix)/mappings lists the active ones")
    }
    return mapping
  }

  /// The mapping of the body. An active one must have its id.
  private func mappingOfBody() throws(AdminError) -> StubMapping {
    let mapping = try body { json throws(DocumentErrors) in try StubMapping(reading: json) }
    guard sandbox.withStubs(\.active).contains(where: { $0.id == mapping.id }) else {
      throw .notFound(
        "mapping", mapping.id, hint: "`id` must be that of one which GET \(ControlPlane.prefix)/mappings lists")
    }
    return mapping
  }

  fileprivate func mapping() throws(AdminError) -> Response {
    Response(status: 200, json: try mappingOfPath().json)
  }

  fileprivate func replaceMapping() throws(AdminError) -> Response {
    let id = try mappingOfPath().id
    let mapping = try body { json throws(DocumentErrors) in try StubMapping(reading: json, id: id) }
    try set(mapping)
    return Response(status: 200, json: mapping.json)
  }

  fileprivate func removeMapping() throws(AdminError) -> Response {
    let id = try mappingOfPath().id
    return remove { $0.id == id }
  }

  fileprivate func editMapping() throws(AdminError) -> Response {
    try set(mappingOfBody())
    return .done
  }

  fileprivate func removeMappingOfBody() throws(AdminError) -> Response {
    let id = try mappingOfBody().id
    return remove { $0.id == id }
  }

  /// Also resets the scenarios.
  fileprivate func removeAllMappings() -> Response {
    sandbox.withStubs { stubs in
      stubs.removeAll { _ in true }
      stubs.resetScenarios()
    }
    return .done
  }

  func metadataPattern() throws(AdminError) -> MetadataPattern {
    try body { json throws(DocumentErrors) in try MetadataPattern(reading: json) }
  }

  private func matchingMappings() throws(AdminError) -> [StubMapping] {
    let pattern = try metadataPattern()
    let found = sandbox.withStubs(\.active).filter { pattern.matches($0, within: budget) }
    try checkBudget()
    return found
  }

  fileprivate func findMappings() throws(AdminError) -> Response {
    let found = try matchingMappings()
    return list(found, total: found.count)
  }

  fileprivate func removeMappingsByMetadata() throws(AdminError) -> Response {
    let ids = Set(try matchingMappings().map(\.id))
    return remove { ids.contains($0.id) }
  }
}
