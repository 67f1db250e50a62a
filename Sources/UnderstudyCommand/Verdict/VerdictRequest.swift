import ArgumentParser
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyServer

/// The call of a server's control plane that asks for its verdict.
struct VerdictRequest {
  /// Empty for those of the server.
  let failOn: [String]
  /// Nil for all sandboxes.
  let sandbox: String?

  struct Failure: Error, CustomStringConvertible {
    let description: String
    let exitCode: ExitCode
  }

  func reply(from server: ServerURL) throws(Failure) -> VerdictReply {
    let answer = try call(server)
    let json = try? JSON(reading: answer.body)
    if answer.status == 200, let reply = json.flatMap(VerdictReply.init) { return reply }
    let error = json?.members?["errors"]?.array?.first?.members
    switch (answer.status, error?["title"]?.string, error?["detail"]?.string) {
    case (404, .some(Self.noSuchPath), _):
      throw Failure(
        description: "the server at \(server.text) is an older Understudy, which has no verdict; update it",
        exitCode: .noVerdict)
    case (503, let title?, let detail):
      throw Failure(
        description: "the server at \(server.text) refuses: \(title). \(detail ?? "")", exitCode: .unavailable)
    case (_, let title?, let detail):
      throw Failure(
        description: "the server at \(server.text) refuses with \(answer.status): \(title). \(detail ?? "")",
        exitCode: .noVerdict)
    default:
      throw Failure(
        description: "the server at \(server.text) is not an Understudy: it answered GET \(Self.path) with "
          + "\(answer.status), and no verdict; check the port of --url", exitCode: .noVerdict)
    }
  }

  private static let path = "/__admin/verdict"
  /// The title of the error for an unknown path, since the first version.
  private static let noSuchPath = "The control plane has no such path"

  private func call(_ server: ServerURL) throws(Failure) -> ServerCall {
    let parameters =
      (failOn.isEmpty ? [] : ["failOn=\(failOn.joined(separator: ","))"])
      + (sandbox.map { ["sandbox=\($0)"] } ?? [])
    let query = parameters.isEmpty ? "" : "?\(parameters.joined(separator: "&"))"
    do throws(SystemError) {
      return try ServerCall(host: server.host, port: server.port, path: Self.path + query)
    } catch {
      throw Failure(
        description:
          "no verdict from \(server.text): \(error); check that the server is still running and that --url "
          + "is its address, as this machine reaches it", exitCode: .unavailable)
    }
  }
}
