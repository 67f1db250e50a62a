import Foundation
import Understudy

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The agent of most tests, and how a client updates it.
enum Client {
  static let agent = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"
  static let key = "cfy_your_api_key"
  static let path = "/functions/v1/crm-api/update-agent/\(agent)"

  /// - Returns: the status.
  @discardableResult
  static func update(_ baseURL: String, _ body: String, key: String = key) async throws -> Int {
    try await send("PUT", baseURL + path, body, key: key)
  }

  /// - Returns: the status.
  static func send(
    _ method: String, _ url: String, _ body: String, key: String = key, in header: String = "x-api-key"
  ) async throws -> Int {
    guard let url = URL(string: url) else { throw URLError(.badURL) }
    var request = URLRequest(url: url, timeoutInterval: 3600)
    request.httpMethod = method
    request.httpBody = Data(body.utf8)
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue(key, forHTTPHeaderField: header)
    // A session of its own: a connection that the server has closed is not used again.
    let session = URLSession(configuration: .ephemeral)
    defer { session.finishTasksAndInvalidate() }
    let (_, response) = try await session.data(for: request)
    return (response as? HTTPURLResponse)?.statusCode ?? 0
  }
}

extension MockServer {
  /// With the repository's seeds.
  static func started() throws -> MockServer { try MockServer(seeds: .directory(seedData)) }

  static let seedData = URL(filePath: #filePath).appending(path: "../../../seed-data").standardizedFileURL.path
}
