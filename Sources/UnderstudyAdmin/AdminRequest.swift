import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyStore
import UnderstudyWireMock

/// A request to the control plane whose route and sandbox are known.
struct AdminRequest {
  let control: ControlPlane
  let sandbox: Sandbox
  let request: Request
  /// The decoded path parameters.
  let parameters: [String]
  /// The work that comparing may take.
  let budget = Budget.perCall

  var emulator: Emulator { control.emulator }
  var store: AgentStore { emulator.sandboxes.store }
  var journal: Journal { emulator.sandboxes.journal }

  func parameter(_ index: Int) -> String { parameters.indices.contains(index) ? parameters[index] : "" }

  /// Returns the decoded value of a query parameter; nil if the query does not have it.
  func query(_ name: String) -> String? { query.first { $0.name == name }?.value }

  private var query: [QueryParameters.Parameter] {
    QueryParameters(of: request.target) { PercentCoding.decoded($0) ?? String(Substring($0)) }.all
  }

  /// Whether the query asks for all sandboxes instead of the request's own.
  /// - Throws: if `sandboxes` is anything but `all`.
  var isAboutAllSandboxes: Bool {
    get throws {
      guard let text = query("sandboxes") else { return false }
      if text == "all" { return true }
      throw AdminError(
        422, title: "Invalid query parameter",
        detail: "`sandboxes` must be `all`, but was \"\(text.truncated(to: 40))\"; one sandbox is named in the path"
      )
    }
  }

  /// - Throws: if the query has a parameter that the route does not have.
  func checkQuery(allowing known: [String]) throws {
    guard let unknown = query.map(\.name).first(where: { !known.contains($0) }) else { return }
    let hint = Suggestion.question(
      for: unknown, among: known,
      otherwise: known.isEmpty ? "this route has no parameters" : "known: \(known.joined(separator: ", "))")
    throw AdminError(
      422, title: "Unknown query parameter", detail: "`\(unknown.truncated(to: 40))` is not known; \(hint)")
  }

  /// Returns the value of a query parameter that is a flag; false if the query does not have it.
  /// - Throws: if the value is neither `true` nor `false`.
  func flag(_ name: String) throws -> Bool {
    guard let text = query(name) else { return false }
    if let flag = Bool(text) { return flag }
    throw AdminError.invalidParameter(name, mustBe: "`true` or `false`", not: text)
  }

  /// Returns the value of a query parameter that is a count; nil if the query does not have it.
  /// - Throws: if the value is not an integer from 0.
  func count(_ name: String) throws -> Int? {
    guard let text = query(name) else { return nil }
    if let count = Int(text), count >= 0 { return count }
    throw AdminError.invalidParameter(name, mustBe: "an integer from 0", not: text)
  }

  var body: JSON {
    get throws {
      guard case .complete(let bytes) = request.body else {
        throw AdminError(413, title: "The body is too large", detail: "See --max-body-bytes.")
      }
      return try JSON(reading: bytes)
    }
  }

  /// - Throws: if the budget is spent, because the result would then be incomplete.
  func checkBudget() throws {
    guard budget.isExhausted else { return }
    throw AdminError(
      422, title: "Comparing took too much work and was given up",
      detail: "Make the pattern simpler, or remove requests from the journal or mappings from the sandbox")
  }
}
