import UnderstudyJSON
import UnderstudyVendors

/// Credentials, errors, and who may do what.
extension Synthetic {
  // MARK: Credentials

  static let key = Credential(
    .header("x-synthetic-key"), .bearer, table: "accounts", member: "keys", subject: "x-synthetic-key",
    required: unauthorized, known: unauthorized,
    secondary: SecondaryCredential(
      .header("x-synthetic-signature"), member: "signatures", subject: "x-synthetic-signature",
      required: unauthorized, known: forbidden))

  static let session = Credential(
    .cookie("synthetic.session"), .signedCookie("synthetic.signed"), .bearer, table: "accounts", member: "session",
    subject: "session", required: unauthorized, known: forbidden
  ).or(.header("x-synthetic-key"), member: "keys")

  static let bearer = Credential(
    .bearer, table: "teams", member: "keys", subject: "authorization", required: unauthorized, known: unauthorized)

  private static let unauthorized = Credential.Rejection.unauthorized(.documented("Headers"))
  private static let forbidden = Credential.Rejection.forbidden(
    .assumed("Who it is is known."), message: "Who are you?")

  static let accounts = ReferenceTable(
    "accounts", identity: "id",
    record: Object(.documented("Accounts")) {
      Field("id", .string.notEmpty, "The account").serverOnly.requiredInSeed
      Field("team_id", .string.notEmpty, "Its team; an account without one reaches no thing").serverOnly
      Field("role", .string.oneOf("owner", "guest"), "What it may do").serverOnly.seedDefault("guest")
      Field("keys", .array(of: .string.notEmpty), "Its API keys").serverOnly.seedDefault([])
      Field("signatures", .array(of: .string.notEmpty), "Its second tokens").serverOnly.seedDefault([])
      Field("session", .string.notEmpty, "Its session").serverOnly
      RateLimit.field
    })

  static let teams = ReferenceTable(
    "teams", identity: "id",
    record: Object(.documented("Teams")) {
      Field("id", .string.notEmpty, "The team").serverOnly.requiredInSeed
      Field("plan", .string.oneOf("free", "paid"), "What it pays").serverOnly.seedDefault("paid")
      Field("keys", .array(of: .string.notEmpty), "Its API keys").serverOnly.seedDefault([])
    })

  // MARK: Guards

  static let ownTeam = Guard.access(
    "agent.team", "The thing must belong to the caller's team.", .documented("Access"), refusal: .notFound,
    .all([.isPresent(.caller("team_id")), .equals(.stored("team_id"), .caller("team_id"))]))

  static let role = Guard.access(
    "agent.role", "Owners may change every thing, guests their own.", message: "Guests may not change this",
    .documented("Access"), refusal: .forbidden,
    .any([isOwner, .equals(.stored("owner_id"), .caller("id"))]))

  static let flowOfTeam = Guard.access(
    "agent.team", "The flow must belong to the caller's team.", .documented("Access"), refusal: .notFound,
    .equals(.stored("team_id"), .caller("id")))

  static let mayCreate = Guard.permission(
    "agent.create", "Only owners may create things.", message: "Guests may not create things",
    .documented("Access"), isOwner)

  static let permissions = [
    Guard.permission(
      "state.locked", "A locked thing cannot be changed.", .documented("Access"),
      .not(.equals(.stored("state"), .value("locked")))),
    Guard.permission(
      "visible.owner", "Only owners may set `visible` to true.", message: "Guests may not show things",
      .documented("Access"), .any([isOwner, .not(.equals(.sent("visible"), true))])),
  ]

  static let anyField = Guard.constraint(
    "body.required", "The body must hold at least one field that can be updated.", message: "Nothing to update",
    .documented("Body"), .sendsAnyField)

  static let constraints = [
    Guard.constraint(
      "voice.required-for-live", "A live thing must have `voice`.", .documented("Body"),
      .when(.equals(.merged("state"), "live"), .isNotBlank(.merged("voice")))),
    Guard.constraint(
      "opens.required-for-starts", "`opens` must be set before or together with `starts`.", .documented("Body"),
      .any([.not(.isPresent(.sent("starts"))), .isSet(.sent("opens")), .isSet(.stored("opens"))])),
  ]

  private static let isOwner = Predicate.oneOf(.caller("role"), ["owner"])

  // MARK: Errors

  static let shortErrors = Rule.behaviour(
    "synthetic.error.short", "Errors have no id.", .observed("https://client.synthetic.example"))

  @Sendable static func error(
    _ refusal: Refusal, _ requestID: Surface.ShortID, _ switches: Switches
  ) -> ErrorAnswer {
    let (status, message) =
      switch refusal.reason {
      case .invalid: (400, refusal.message)
      case .unauthorized: (401, "Unauthorized")
      case .forbidden: (403, refusal.message)
      case .notFound(let agentID): (404, "Nothing at \(agentID)")
      case .methodNotAllowed(let allowed): (405, "Only \(allowed)")
      case .payloadTooLarge(let limit): (413, "Over \(limit)")
      case .rateLimited(let pause): (429, "Again at \(pause.end)")
      case .quotaExceeded: (402, refusal.message)
      case .conflict: (409, refusal.message)
      case .saveFailed: (500, "Not saved")
      case .readFailed: (500, "Not read")
      case .failed(let phrase): (phrase.status, phrase.text)
      }
    var headers: [(name: String, value: String)] = []
    if case .rateLimited(let pause) = refusal.reason { headers = [("Retry-After", String(pause.seconds))] }
    if switches.isOn(shortErrors) { return ErrorAnswer(status, ["message": .string(message)], headers: headers) }
    return ErrorAnswer(status, ["message": .string(message), "id": .string("req_\(requestID)")], headers: headers)
  }
}
