import HTTPTypes
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer

/// Header fields with one of the synthetic vendor's credentials.
struct SyntheticCredential: Sendable {
  let name: String
  let value: String

  static let owner = SyntheticCredential(name: "x-synthetic-key", value: "key_owner")
  static let ownerAsBearer = SyntheticCredential(name: "Authorization", value: "Bearer key_owner")
  static let guest = SyntheticCredential(name: "x-synthetic-key", value: "key_guest")
  static let alone = SyntheticCredential(name: "x-synthetic-key", value: "key_alone")
  static let session = SyntheticCredential(name: "Cookie", value: "a=b; synthetic.session=session_guest")
  static let sessionAsBearer = SyntheticCredential(name: "Authorization", value: "Bearer session_guest")
  static let team = SyntheticCredential(name: "Authorization", value: "Bearer team_key_1")
}

extension Emulator {
  /// - Parameter route: a method and a target.
  func answer(_ route: String, _ sender: SyntheticCredential, _ body: String = "") throws -> ReceivedAnswer {
    let words = route.split(separator: " ").map(String.init)
    var fields: HeaderSection = [.contentType: "application/json"]
    fields[try #require(HTTPField.Name(sender.name))] = sender.value
    let request = Request(
      method: words[0], target: words[1], fields: fields, body: .complete(Array(body.utf8)))
    return ReceivedAnswer(answerAtOnce(request), to: words[0])
  }
}

/// A request that a condition of the synthetic vendor refuses, and its answer.
struct SyntheticRefusal: Sendable, CustomTestStringConvertible {
  /// The id of the operation, and of the rule.
  let testDescription: String
  let route: String
  let sender: SyntheticCredential
  let body: String
  let status: Int
  let message: String

  var rule: String { String(testDescription.drop { $0 != " " }.dropFirst()) }

  private init(
    _ description: String, _ route: String, _ sender: SyntheticCredential, _ body: String, _ status: Int,
    _ message: String
  ) {
    testDescription = description
    self.route = route
    self.sender = sender
    self.body = body
    self.status = status
    self.message = message
  }

  private static let id = "00000000-0000-4000-8000-00000000000"
  private static let update = #"{"model":"m2"}"#
  private static let others = "Nothing at \(id)e"
  private static let guests = "Guests may not change this"

  static let all = [
    Self("synthetic synthetic.agent.team", "PATCH /v9/things/\(id)e", .owner, update, 404, others),
    Self("synthetic-get synthetic.agent.team", "GET /v9/things/\(id)e", .owner, "", 404, others),
    Self("synthetic-delete synthetic.agent.team", "DELETE /v9/things/\(id)e", .owner, "", 404, others),
    Self("synthetic-console synthetic.agent.team", "PUT /console/things/\(id)e", .session, update, 404, others),
    Self("synthetic-console-get synthetic.agent.team", "GET /console/things/\(id)e", .session, "", 404, others),
    Self(
      "synthetic-console-delete synthetic.agent.team", "DELETE /console/things/\(id)e", .session, "", 404, others),
    Self(
      "synthetic-flow synthetic-flow.agent.team", "PUT /v9/flows/flow_4", .team, #"{"title":"x"}"#, 404,
      "Nothing at flow_4"),
    Self(
      "synthetic-flow-get synthetic-flow.agent.team", "GET /v9/flows/flow_4", .team, "", 404, "Nothing at flow_4"),
    Self(
      "synthetic-archive synthetic-flow.agent.team", "PUT /archive/flows/flow_4", .team, #"{"title":"x"}"#, 404,
      "Nothing at flow_4"),
    Self(
      "synthetic-flow-archive synthetic-flow.agent.team", "POST /v9/flow-archive", .team, #"{"flow":"flow_4"}"#,
      404,
      "Nothing at flow_4"),
    Self("synthetic synthetic.agent.role", "PATCH /v9/things/\(id)a", .guest, update, 403, guests),
    Self("synthetic-console synthetic.agent.role", "PUT /console/things/\(id)a", .session, update, 403, guests),
    Self(
      "synthetic-flow synthetic-flow.body.required", "PUT /v9/flows/flow_1", .team, "{}", 400, "Nothing to update"),
    Self(
      "synthetic synthetic.voice.required-for-live", "PATCH /v9/things/\(id)b", .owner,
      #"{"model":"m2","voice":null}"#, 400, "A live thing must have `voice`"),
    Self(
      "synthetic synthetic.opens.required-for-starts", "PATCH /v9/things/\(id)b", .owner,
      #"{"model":"m2","starts":"2026-01-01T00:00:00Z"}"#, 400,
      "`opens` must be set before or together with `starts`"),
    Self(
      "synthetic synthetic.state.locked", "PATCH /v9/things/\(id)c", .owner, update, 403,
      "The credential may not do this"),
    Self(
      "synthetic synthetic.visible.owner", "PATCH /v9/things/\(id)d", .guest, #"{"model":"m2","visible":true}"#,
      403,
      "Guests may not show things"),
    Self(
      "synthetic-create synthetic.agent.create", "POST /v9/things", .guest, update, 403,
      "Guests may not create things"),
  ]
}
