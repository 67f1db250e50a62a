import Foundation
import UnderstudyJSON

extension StubMapping {
  /// - Parameters:
  ///   - json: the mapping.
  ///   - id: the id from the path of a `PUT`, whatever the document says; nil takes the document's, or a new one.
  /// - Throws: all mistakes in it.
  package init(reading json: JSON, id: String? = nil) throws(DocumentErrors) {
    self = try Fields.read(json, "a mapping", at: .root) { StubMapping(json, $0, id) }
  }

  private init(_ json: JSON, _ mapping: Fields, _ pathID: String?) {
    let documentID = mapping.id()
    id = pathID?.lowercased() ?? documentID ?? UUID().uuidString.lowercased()
    name = mapping.string("name")
    priority = mapping.integer("priority", in: Int(Int32.min)...Int(Int32.max)) ?? Self.defaultPriority
    let extras = mapping.extras()
    (answer, times, chance, lifetime) = (extras.answer, extras.times, extras.chance, extras.lifetime)
    request =
      mapping.object("request", RequestPattern.subject) { fields in
        RequestPattern(mapping.value("request") ?? [:], fields)
      } ?? .any
    response =
      mapping.object("response", StubResponse.subject) { fields in
        extras.refuseContent(of: fields)
        return StubResponse(mapping.value("response") ?? [:], fields)
      } ?? .empty
    scenario = Scenario(mapping)
    // Mappings live in memory, with or without it.
    _ = mapping.flag("persistent")
    mapping.unsupported([
      "postServeActions": "nothing is called after an answer",
      "serveEventListeners": "nothing is called after an answer", "insertionIndex": "leave it out",
    ])
    self.json = Self.rendering(
      json, id, request.json, answer == .response ? response.jsonWithStatus : response.json)
    bytes = self.json.bytes.count
  }

  /// In WireMock's order.
  private static func rendering(_ given: JSON, _ id: String, _ request: JSON, _ response: JSON) -> JSON {
    let given = given.withoutNulls.members ?? [:]
    var shown = Members()
    shown["id"] = .string(id)
    shown["name"] = given["name"]
    shown["request"] = request
    shown["response"] = response
    shown["uuid"] = .string(id)
    for member in given where shown[member.name] == nil { shown[member.name] = member.value }
    return .object(shown)
  }
}

extension StubResponse {
  /// With the status that holds if none was given.
  fileprivate var jsonWithStatus: JSON {
    var shown: Members = ["status": .number(Number(status))]
    for member in json.members ?? [:] { shown[member.name] = member.value }
    return .object(shown)
  }
}

extension Fields {
  /// Ours stands beside WireMock's own members, or in its metadata, where its clients can put it.
  fileprivate func extras() -> Extras {
    let own = object("understudy", "`understudy`") { Extras($0) }
    let inMetadata =
      object("metadata", "`metadata`") { metadata in
        defer { metadata.allowOthers() }
        return metadata.object("understudy", "`understudy`") { Extras($0) }
      } ?? nil
    if own != nil, inMetadata != nil {
      addError("`understudy` stands in the mapping and in its metadata; leave one out", at: "metadata")
    }
    return own ?? inMetadata ?? Extras()
  }

  /// `id`, or `uuid`, which WireMock shows as well and its clients send back.
  fileprivate func id() -> String? {
    let ids = ["id", "uuid"].compactMap { name -> String? in
      guard let text = string(name) else { return nil }
      if UUID(uuidString: text) == nil {
        addError("`\(name)` must be a UUID such as 8e0f1a52-3c0b-4f0e-9a8e-2f6b7f0c1d2e, or left out", at: name)
      }
      return text.lowercased()
    }
    if let first = ids.first, ids.contains(where: { $0 != first }) {
      addError("`uuid` is another name for `id`, but they differ; leave one out", at: "uuid")
    }
    return ids.first
  }
}

extension StubMapping.Scenario {
  fileprivate init?(_ mapping: Fields) {
    let name = mapping.string("scenarioName")
    (requiredState, newState) = (mapping.string("requiredScenarioState"), mapping.string("newScenarioState"))
    guard let name else {
      for state in ["requiredScenarioState", "newScenarioState"] where mapping.has(state) {
        mapping.addError("`\(state)` needs `scenarioName`", at: state)
      }
      return nil
    }
    self.name = name
  }
}
