import Foundation
import Hummingbird

/// Centerfy's rules (docs/vendors/centerfy.md) in Hummingbird: `SEEDS=... CenterfyHummingbird PORT`.
@main
struct CenterfyHummingbird {
  static func main() async throws {
    guard let port = CommandLine.arguments.last.flatMap(Int.init),
      let seeds = ProcessInfo.processInfo.environment["SEEDS"]
    else { exit(64) }
    let agents = try Agents(seeds: URL(filePath: seeds))
    let router = Router()
    router.put("/functions/v1/crm-api/update-agent/:id") { request, context in
      let id = try context.parameters.require("id")
      try agents.authorize(request, id: id)
      guard request.headers[.contentType]?.isJSON == true else {
        throw Refusal(.badRequest, "`Content-Type` must be application/json")
      }
      let update = try await decode(request, context)
      return try agents.update(id, by: update)
    }
    let application = Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
    try await application.runService()
  }

  static func decode(_ request: Request, _ context: some RequestContext) async throws -> Update {
    do {
      return try await request.decode(as: Update.self, context: context)
    } catch let error as HTTPError {
      throw Refusal(error.status, error.body ?? "The body must be a JSON object")
    }
  }
}

extension String {
  fileprivate var isJSON: Bool {
    prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased() == "application/json"
  }
}

struct Refusal: HTTPResponseError {
  let status: HTTPResponse.Status
  let message: String

  init(_ status: HTTPResponse.Status, _ message: String) {
    self.status = status
    self.message = message
  }

  private struct Content: Encodable {
    let error = true
    let message: String
  }

  func response(from request: Request, context: some RequestContext) throws -> Response {
    var response = try context.responseEncoder.encode(Content(message: message), from: request, context: context)
    response.status = status
    return response
  }
}
