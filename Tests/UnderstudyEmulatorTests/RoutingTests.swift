import HTTPTypes
import Testing
import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyServer
import UnderstudyVendors

/// The rule that refuses a request shows which surface answered: its id is the surface's own.
@Suite("A request reaches a vendor") struct RoutingTests {
  private static let apiKey = ["x-api-key": "nobody's"]
  private static let bearer = ["Authorization": "Bearer nobody's"]

  private func rule(_ method: String, _ target: String, _ fields: [String: String] = [:]) throws -> String? {
    let fields = try fields.map { HTTPField(name: try #require(HTTPField.Name($0.key)), value: $0.value) }
    let request = Request(method: method, target: target, fields: HeaderSection(fields))
    return ReceivedAnswer(try FreshEmulator().answer(request), to: method)["X-Understudy-Rule"]
  }

  @Test("by its own path", arguments: Registry().surfaces)
  func path(_ surface: Surface) throws {
    #expect(try rule(surface.updating.method, surface.target) == surface.credentialRule)
  }

  @Test("behind its prefix, whatever the host", arguments: Registry().surfaces)
  func prefix(_ surface: Surface) throws {
    for host in ["localhost:4010"] + Registry().surfaces.map(\.host) {
      let found = try rule(surface.updating.method, "/\(surface.vendor)\(surface.target)", ["Host": host])
      #expect(found == surface.credentialRule, "\(host)")
    }
  }

  @Test("behind no other vendor's prefix", arguments: Registry().surfaces)
  func otherPrefix(_ surface: Surface) throws {
    for vendor in Registry().vendors where vendor.id != surface.vendor {
      let found = try rule(surface.updating.method, "/\(vendor.id)\(surface.target)")
      #expect(found != surface.credentialRule, "\(vendor.id)")
    }
  }

  @Test("by its host, in any spelling, and by no other vendor's", arguments: Registry().surfaces)
  func host(_ surface: Surface) throws {
    for host in surface.hosts.flatMap({ [$0, $0.uppercased(), $0 + ":443", $0 + "."] }) {
      #expect(try rule(surface.updating.method, surface.target, ["Host": host]) == surface.credentialRule)
    }
    for other in Registry().surfaces.map(\.host) where !surface.hosts.contains(other) {
      #expect(try rule(surface.updating.method, surface.target, ["Host": other]) != surface.credentialRule)
      let absolute = "http://\(surface.host)\(surface.target)"
      #expect(try rule(surface.updating.method, absolute, ["Host": other]) == surface.credentialRule)
    }
    for unknown in ["localhost", "127.0.0.1:4010", "[::1]:4010", "", "xapi.trillet.ai"] {
      #expect(try rule(surface.updating.method, surface.target, ["Host": unknown]) == surface.credentialRule)
    }
  }

  @Test(
    "by its credential, if only the method differs between vendors",
    arguments: [
      ("PUT", "talkifai.x-api-key.required", "talkifai.x-api-key.known", "voicebip.route.method"),
      (
        "PATCH", "voicebip.authorization.required", "talkifai.route.method",
        "voicebip.authorization.known"
      ),
      ("POST", "voicebip.route.method", "talkifai.route.method", "voicebip.route.method"),
    ])
  func credential(_ method: String, _ without: String, _ withKey: String, _ withBearer: String) throws {
    #expect(try rule(method, "/v1/agents/7") == without)
    #expect(try rule(method, "/v1/agents/7", Self.apiKey) == withKey)
    #expect(try rule(method, "/v1/agents/7", Self.bearer) == withBearer)
  }
}

extension Surface {
  /// The path of an agent that does not exist.
  fileprivate var target: String {
    updating.path.description.replacing(/\{.*\}/, with: "d8f2a229-2f5c-42ba-ac65-000000000000")
  }

  /// The rule that requires a credential.
  fileprivate var credentialRule: String? { updating.standardGuard(for: .credentialSent)?.rule.id }
}
