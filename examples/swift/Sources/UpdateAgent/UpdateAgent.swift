import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// The client under test. After a 429 it retries, with at most three attempts.
public struct UpdateAgent: Sendable {
  let baseURL: URL
  let apiKey: String

  /// - Parameter baseURL: where the vendor is.
  public init(baseURL: URL, apiKey: String) {
    self.baseURL = baseURL
    self.apiKey = apiKey
  }

  /// The vendor did not accept the update.
  public enum Failure: Error { case status(Int) }

  /// Updates an agent.
  public func callAsFunction(_ agent: String, _ changes: some Encodable & Sendable) async throws {
    var request = URLRequest(url: baseURL.appending(path: "functions/v1/crm-api/update-agent/\(agent)"))
    request.httpMethod = "PUT"
    request.httpBody = try JSONEncoder().encode(changes)
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue(apiKey, forHTTPHeaderField: "x-api-key")
    var status = 429
    for _ in 1...3 where status == 429 {
      let (_, response) = try await URLSession.shared.data(for: request)
      status = (response as? HTTPURLResponse)?.statusCode ?? 0
    }
    guard status == 200 else { throw Failure.status(status) }
  }
}
