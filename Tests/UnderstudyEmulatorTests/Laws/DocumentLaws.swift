import Foundation
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyVendors

/// Schemathesis covers what a document suggests; transcripts cover the contract.
@Suite("An endpoint's OpenAPI document") struct DocumentLaws {
  @Test("describes the answers of transcripts, and accepts their accepted bodies", arguments: Registry().surfaces)
  func transcripts(_ surface: Surface) throws {
    var seen: Set<Int> = []
    let usual = try Described(surface)
    for file in TranscriptFile.all where file.name.hasPrefix("\(surface.id)/") {
      let transcript = try file.transcript()
      let hasSwitches =
        !transcript.disabledRules.isEmpty || !transcript.enabledRules.isEmpty || transcript.profile != .documented
      let operation = hasSwitches ? try Described(surface, as: transcript) : usual
      for step in transcript.steps {
        let answer = ReceivedAnswer(step.expected)
        // A request may name another host, for which the path or the method is unknown.
        guard surface.isFor(step.request), answer.status != 405, !answer.text.contains("no-endpoint") else {
          continue
        }
        seen.insert(answer.status)
        let errors = operation.errors(in: answer, to: step.request)
        #expect(errors == [], "\(step.title)", sourceLocation: file.location(step.expected.line))
      }
    }
    #expect(seen.isSuperset(of: [200, 400, 401, 404]), "\(seen)")
  }

  @Test("describes every refusal with a valid example, and no rule that is off", arguments: lawfulSurfaces)
  func examples(_ surface: Surface) throws {
    let operation = try Described(surface)
    for status in ["400", "401", "403", "404", "413", "429", "500"] {
      let content = try #require(operation.content(of: status))
      let (schema, example) = (try #require(content["schema"]), try #require(content["example"]))
      #expect(example.schemaError(against: schema) == nil)
      #expect(JSON.object([:]).schemaError(against: schema) != nil)
    }
    let off = surface.rules.filter { !$0.isOnByDefault }.map(\.id)
    #expect(off.filter { operation.requestSchema.description.contains("\"\($0)\"") } == [])
  }

  @Test("follows the switches", arguments: lawfulSurfaces)
  func switched(_ surface: Surface) throws {
    let switches = Switches(enabled: ["\(surface.namespace).unknown-field"])
    let body = JSON.object(try #require(ValueSlot.all.first { $0.surface === surface }).acceptedBody)
    var longer = try #require(body.members)
    longer["nobody's"] = 1
    let (usual, strict) = (try Described(surface), try Described(surface, switches))
    #expect(
      body.schemaError(against: usual.requestSchema) == nil
        && body.schemaError(against: strict.requestSchema) == nil)
    #expect(JSON.object(longer).schemaError(against: usual.requestSchema) == nil)
    #expect(JSON.object(longer).schemaError(against: strict.requestSchema) != nil)
  }
}

/// The update operation of a document.
private struct Described {
  let responses: Members
  let requestSchema: JSON
  /// Whether stored agents can hold only what the declaration allows.
  private let isStrict: Bool

  init(_ surface: Surface, _ switches: Switches = Switches(), isStrict: Bool = true) throws {
    let document = OpenAPIDocument(of: surface, on: .init(version: "0", switches: switches)).json
    let path = try #require(document.members?["paths"]?.members?[surface.updating.path.description]?.members)
    let operation = try #require(path[surface.updating.method.lowercased()]?.members)
    responses = try #require(operation["responses"]?.members)
    requestSchema = try #require(operation["requestBody"]?.members?["content"]?.schemaOfJSON)
    self.isStrict = isStrict
  }

  init(_ surface: Surface, as transcript: Transcript) throws {
    let switches = try Registry().switches(
      transcript.profile, disabled: transcript.disabledRules, enabled: transcript.enabledRules)
    try self.init(surface, switches, isStrict: transcript.disabledRules.isEmpty)
  }

  func content(of status: String) -> Members? {
    responses[status]?.members?["content"]?.members?["application/json"]?.members
  }

  func errors(in answer: ReceivedAnswer, to request: Transcript.SentRequest) -> [String] {
    guard let schema = content(of: "\(answer.status)")?["schema"] else { return ["\(answer.status) is not there"] }
    guard let body = try? JSON(reading: answer.body) else { return ["the answer is not JSON"] }
    let answered = isStrict || answer.status != 200 ? body.schemaError(against: schema) : nil
    // A field that does not apply to the stored agent is ignored, whatever its value.
    let isIgnored = answer["X-Understudy-Warnings"]?.contains(" appl") ?? false
    guard answer.status == 200, !isIgnored, let sent = try? JSON(reading: request.body) else {
      return [answered].compactMap(\.self)
    }
    // Members that the server set are accepted if they have the stored values, which no schema knows.
    let error = sent.schemaError(against: requestSchema).flatMap { $0.hasSuffix("is not allowed") ? nil : $0 }
    return [answered, error].compactMap(\.self)
  }
}

extension JSON {
  fileprivate var schemaOfJSON: JSON? { members?["application/json"]?.members?["schema"] }
}

extension Surface {
  /// Whether a request is an update of this surface, with or without the vendor's prefix.
  fileprivate func isFor(_ request: Transcript.SentRequest) -> Bool {
    guard request.method == updating.method, var path = RequestTarget(request.target) else { return false }
    _ = path.removePrefix(among: [vendor])
    return updating.path.match(path) != nil
  }
}
