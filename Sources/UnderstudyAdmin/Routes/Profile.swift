import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors
import UnderstudyWireMock

extension AdminRoute {
  static let profile = [
    AdminRoute("GET", "/profile", "The profile of the sandbox's rules") { $0.profile() },
    AdminRoute("PUT", "/profile", "Use another profile of rules", body: .profile, changing: .rules) {
      try $0.useProfile()
    },
  ]
}

extension AdminBody {
  static let profile = AdminBody(
    "Profile", "The profile; rules that are switched by id stay as they are",
    ["profile": ["type": "string", "enum": .array(Profile.allCases.map { .string($0.rawValue) })]],
    example: ["profile": "observed"])
}

extension AdminRequest {
  fileprivate func profile() -> Reply {
    let switches = emulator.registry.switches(of: .observed).sorted { $0.key < $1.key }
    return .json([
      "profile": .string(sandbox.switches.profile.rawValue),
      "observed": .object(switches.reduce(into: [:]) { $0[$1.key] = .bool($1.value) }),
    ])
  }

  fileprivate func useProfile() throws -> Reply {
    let profile = try DocumentReader.read(body, "a profile") { fields -> Profile in
      if fields.value("profile") == nil { fields.addError("`profile` is required: documented or observed") }
      return fields.choice("profile") ?? .documented
    }
    sandbox.use(profile, emulator.registry.switches(of: profile))
    return self.profile()
  }
}
