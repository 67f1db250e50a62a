import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

let understudy = ProcessInfo.processInfo.environment["UNDERSTUDY_URL"] ?? "http://127.0.0.1:4010"
let agent = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2"

func send(
  _ method: String, _ url: String, _ json: String? = nil, apiKey: String? = nil
) async throws -> (status: Int, text: String) {
  guard let url = URL(string: url) else { throw URLError(.badURL) }
  var request = URLRequest(url: url, timeoutInterval: 10)
  request.httpMethod = method
  request.httpBody = json.map { Data($0.utf8) }
  request.setValue("application/json", forHTTPHeaderField: "Content-Type")
  request.setValue(apiKey, forHTTPHeaderField: "x-api-key")
  let (data, response) = try await URLSession.shared.data(for: request)
  return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
}

/// The client under test: asked to slow down, it tries again, three times in all.
func updateAgent(_ baseURL: String, apiKey: String, _ agent: String, _ changes: String) async throws -> Int {
  var status = 429
  for _ in 1...3 where status == 429 {
    let url = "\(baseURL)/functions/v1/crm-api/update-agent/\(agent)"
    status = try await send("PUT", url, changes, apiKey: apiKey).status
  }
  return status
}

/// A world of its own for one test.
struct Sandbox {
  let name = "swift-\(UUID().uuidString)"
  var apiKey: String { "cfy_your_api_key~\(name)" }

  func admin(_ path: String, _ json: String, expecting status: Int = 200) async throws {
    let answer = try await send("POST", "\(understudy)/sandbox/\(name)/__admin\(path)", json)
    precondition(answer.status == status, answer.text)
  }

  func remove() async throws { _ = try await send("DELETE", "\(understudy)/__admin/sandboxes/\(name)") }
}

@main struct UpdateAgent {
  static func main() async throws {
    try await changesWhatItSaysAndNothingElse()
    try await triesAgainAfter429()
  }

  static func changesWhatItSaysAndNothingElse() async throws {
    let sandbox = Sandbox()
    let status = try await updateAgent(understudy, apiKey: sandbox.apiKey, agent, #"{"temperature": 0.25}"#)
    precondition(status == 200)
    try await sandbox.admin(
      "/verify",
      """
      {"request": {"method": "PUT", "headers": {"x-api-key": {"equalTo": "\(sandbox.apiKey)"}}},
       "effect": {"collection": "centerfy", "id": "\(agent)", "changed": {"/temperature": 0.25}, "only": true},
       "exactly": 1}
      """)
    try await sandbox.remove()
    print("an update changes what it says and nothing else")
  }

  static func triesAgainAfter429() async throws {
    let sandbox = Sandbox()
    let fault = #"{"request": {"method": "PUT"}, "understudy": {"error": 429, "times": 1}}"#
    try await sandbox.admin("/mappings", fault, expecting: 201)
    let status = try await updateAgent(understudy, apiKey: sandbox.apiKey, agent, #"{"temperature": 0.25}"#)
    precondition(status == 200)
    try await sandbox.admin("/verify", #"{"request": {"method": "PUT"}, "exactly": 2}"#)
    try await sandbox.admin("/verify", #"{"effect": {"changed": {"/temperature": 0.25}}, "exactly": 1}"#)
    try await sandbox.remove()
    print("it tries again after a 429")
  }
}
