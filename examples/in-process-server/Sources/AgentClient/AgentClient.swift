import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The client under test. After a 429 it retries, with at most three attempts.
public struct AgentClient: Sendable {
  let baseURL: URL
  let apiKey: String

  /// - Parameter baseURL: The vendor's base URL.
  public init(baseURL: URL, apiKey: String) {
    self.baseURL = baseURL
    self.apiKey = apiKey
  }

  private struct Created: Decodable { let id: String }

  /// The vendor did not accept the request.
  public enum Failure: Error { case status(Int) }

  /// Creates an agent.
  /// - Returns: The agent's id.
  public func create(_ agent: some Encodable & Sendable) async throws -> String {
    try await JSONDecoder().decode(Created.self, from: send("POST", "create-agent", agent)).id
  }

  /// Updates an agent.
  public func update(_ id: String, _ changes: some Encodable & Sendable) async throws {
    _ = try await send("PUT", "update-agent/\(id)", changes)
  }

  /// Archives an agent.
  public func archive(_ id: String) async throws {
    _ = try await send("POST", "archive-agent", ["agent_id": id])
  }

  private func send(_ method: String, _ path: String, _ body: some Encodable & Sendable) async throws -> Data {
    var request = URLRequest(url: baseURL.appending(path: "functions/v1/crm-api/\(path)"))
    request.httpMethod = method
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    request.httpBody = try encoder.encode(body)
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue(apiKey, forHTTPHeaderField: "x-api-key")
    var (answer, status) = (Data(), 429)
    for _ in 1...3 where status == 429 {
      let (data, response) = try await URLSession.shared.data(for: request)
      (answer, status) = (data, (response as? HTTPURLResponse)?.statusCode ?? 0)
    }
    guard 200..<300 ~= status else { throw Failure.status(status) }
    return answer
  }
}
