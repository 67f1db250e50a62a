import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors

/// The search for two requests about a rule: one that it refuses, and one of the same operation that is accepted.
///
/// Requests are tried in the sandbox, without effect, as if the rule were on.
struct RuleExamples {
  private let rule: Rule
  private let request: AdminRequest
  private let switches: Switches
  private let attempts = Attempts()

  /// The work that one call may take.
  private final class Attempts {
    var left = 1500

    func take() -> Bool {
      left -= 1
      return left >= 0
    }
  }

  init(of rule: Rule, _ request: AdminRequest) {
    self.rule = rule
    self.request = request
    var switches = request.sandbox.switches
    if rule.activation != .always { switches.set(rule.id, isOn: true) }
    self.switches = switches
  }

  /// Returns the examples, each null if there is none, with the reason.
  func document() throws -> JSON {
    guard rule.role == .refusal else {
      return document(nil, nil, because: "The rule refuses nothing; it decides what is answered or stored")
    }
    var reason: String?
    var anyAccepted: ExampleRequest?
    for surface in request.emulator.registry.surfaces {
      let operations = surface.operations.filter { $0.has(rule) || surface.methodGuard.rule.id == rule.id }
      guard !operations.isEmpty else { continue }
      let agents = try request.store.agents(in: request.sandbox.id, collection: surface.resource.id)
      for operation in operations {
        reason = operation.reasonForNoExample(of: rule)
        let bases = ExampleRequest.candidates(
          for: operation, of: surface, agents, request.emulator.registry.vendors, request.emulator.seeded.seeds)
        let accepted = bases.sorted { $0.names(rule) && !$1.names(rule) }.first { result(of: $0) == .accepted }
        anyAccepted = anyAccepted ?? accepted
        guard reason == nil else { continue }
        let variations = RefusedVariations(of: rule, operation, surface)
        let starts = [accepted].compactMap(\.self) + bases
        let refused = starts.lazy.prefix(Self.maximumStarts).compactMap { start in
          variations.all(of: start, among: bases).first { result(of: $0) == .refused(rule.id) }
        }.first
        if let refused { return document(refused, accepted, because: accepted == nil ? Self.nothingFound : nil) }
        reason = Self.nothingFound
      }
    }
    return document(nil, anyAccepted, because: reason ?? Self.nothingFound)
  }

  /// The most requests of which variations are tried.
  private static let maximumStarts = 6
  private static let nothingFound =
    "None of the requests that were tried, of the seeded accounts to the stored agents, is an example"

  private enum Result: Equatable {
    case accepted
    case refused(String)
    case none
  }

  private func result(of example: ExampleRequest) -> Result {
    guard attempts.take(),
      let rehearsal = request.emulator.rehearse(example.request, in: request.sandbox, with: switches)
    else { return .none }
    return rehearsal.rule.map(Result.refused) ?? .accepted
  }

  private func document(_ refused: ExampleRequest?, _ accepted: ExampleRequest?, because reason: String?) -> JSON {
    [
      "rule": .string(rule.id), "enabled": .bool(rule.activation == .always || request.sandbox.switches.isOn(rule)),
      "refused": refused?.document ?? .null, "accepted": accepted?.document ?? .null,
      "unavailable": reason.map(JSON.string) ?? .null,
    ]
  }
}

extension UnderstudyVendors.Operation {
  fileprivate func has(_ rule: Rule) -> Bool { guards.contains { $0.rule.id == rule.id } }

  /// Returns why no single request can be an example; nil if one may be.
  fileprivate func reasonForNoExample(of rule: Rule) -> String? {
    guard case .standard(let check)? = guards.first(where: { $0.rule.id == rule.id })?.test else { return nil }
    return switch check {
    case .bodySize: "A request that it refuses has a body larger than `--max-body-bytes`"
    case .rate: "It refuses a request only after as many as the account may send in a minute"
    case .agentSaved, .agentsRead: "It refuses a request only while the database fails"
    default: nil
    }
  }
}
