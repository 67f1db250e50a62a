import UnderstudyEmulator
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyStore
import UnderstudyVendors
import UnderstudyWireMock

/// One request to the control plane, on its way to its answer.
struct AdminRequest {
  let control: ControlPlane
  let sandbox: Sandbox
  let request: Request
  /// Those of the path, decoded.
  let parameters: [String]
  /// What it may compare.
  let budget = Budget.ofCall

  var emulator: Emulator { control.emulator }
  var store: AgentStore { emulator.sandboxes.store }
  var journal: Journal { emulator.sandboxes.journal }

  func parameter(_ index: Int) -> String { parameters.indices.contains(index) ? parameters[index] : "" }

  /// The value of a query parameter, decoded; nil where it is not there.
  func query(_ name: String) -> String? { query.first { $0.name == name }?.value }

  private var query: [(name: String, value: String)] {
    guard let mark = request.target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return [] }
    return request.target[mark...].dropFirst().split(separator: "&").map { pair in
      let name = pair.prefix { $0 != "=" }
      return (name.decoded, pair[name.endIndex...].dropFirst().decoded)
    }
  }

  /// - Throws: where the query has another parameter, which would have no effect.
  func checkQuery(has known: [String]) throws(AdminError) {
    guard let unknown = query.map(\.name).first(where: { !known.contains($0) }) else { return }
    let hint =
      unknown.nearest(among: known).map { "did you mean `\($0)`?" }
      ?? (known.isEmpty ? "this call has none" : "it can have: \(known.joined(separator: ", "))")
    throw AdminError(
      422, title: "A parameter of the query is not known",
      detail: "`\(unknown.truncated(to: 40))` is not known; \(hint)")
  }

  /// - Throws: where the parameter is there, and is not a number from 0.
  func count(_ name: String) throws(AdminError) -> Int? {
    guard let text = query(name) else { return nil }
    guard let count = Int(text), count >= 0 else {
      throw AdminError(
        422, title: "A parameter of the query is wrong",
        detail: "`\(name)` must be a whole number from 0, but is \"\(text.truncated(to: 40))\"")
    }
    return count
  }

  /// The body as JSON.
  func document() throws(AdminError) -> JSON {
    guard case .complete(let bytes) = request.body else {
      throw AdminError(413, title: "The body is too large", detail: "See --max-body-bytes.")
    }
    do throws(ReadError) {
      return try JSON(reading: bytes)
    } catch {
      throw AdminError(DocumentErrors(error))
    }
  }

  /// The body as one of the documents of the control plane.
  func body<Value>(
    _ read: (JSON) throws(DocumentErrors) -> Value
  ) throws(AdminError) -> Value {
    let document = try document()
    do throws(DocumentErrors) {
      return try read(document)
    } catch {
      throw AdminError(error)
    }
  }

  /// - Throws: where not everything could be compared, so that the answer would not be true.
  func checkBudget() throws(AdminError) {
    guard budget.isSpent else { return }
    throw AdminError(
      422, title: "Comparing took too much work and was given up",
      detail: "Make the pattern simpler, or have fewer requests in the journal or fewer mappings in the sandbox")
  }

  /// Asks the store, whose failures are the server's own.
  func storing<Value>(_ work: () throws(StoreError) -> Value) throws(AdminError) -> Value {
    do throws(StoreError) {
      return try work()
    } catch {
      guard error.isSuperseded else {
        throw AdminError(500, title: "The database failed", detail: "\(error)")
      }
      throw AdminError(
        409, title: "The sandbox was reset in between", detail: "Nothing was done; try again.")
    }
  }
}

/// Why a call is refused: an answer in the control plane's error form.
struct AdminError: Error {
  let response: Response

  init(_ status: Int, title: String, detail: String) {
    response = .error(status, title: title, detail: detail)
  }

  init(_ mistakes: DocumentErrors) { self.init(Response(status: 422, json: mistakes.json)) }

  init(_ response: Response) { self.response = response }

  /// - Parameter limit: a sentence without its stop.
  static func tooMany(_ limit: String) -> AdminError {
    AdminError(422, title: "There is no room for more", detail: "\(limit); remove or reset what is not needed")
  }

  /// - Parameter noun: with its article: `a mapping`.
  static func unknown(_ noun: String, _ id: String, hint: String) -> AdminError {
    AdminError(
      404, title: "There is no such thing",
      detail: "There is no \(noun) \"\(id.truncated(to: 100))\" in this sandbox; \(hint)")
  }
}

extension Response {
  /// WireMock's error form, in which `code` must be a number: some of its clients read no other.
  static func error(_ status: Int, title: String, detail: String) -> Response {
    let mistake = DocumentErrors.DocumentError(code: status, pointer: nil, title: title, detail: detail)
    return Response(status: status, json: DocumentErrors([mistake]).json)
  }
}
