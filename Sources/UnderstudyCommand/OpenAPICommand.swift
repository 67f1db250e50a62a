import ArgumentParser
import Foundation
import Understudy
import UnderstudyAdmin
import UnderstudyJSON
import UnderstudyVendors

/// `understudy openapi`: what the endpoints take and answer, for programs.
struct OpenAPICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "openapi",
    abstract: "Print an OpenAPI 3.1 document: of every endpoint, of one, or of the control plane.")

  @Argument(help: ArgumentHelp("An endpoint, or control-plane; all endpoints if left out.", valueName: "endpoint"))
  var surface: String?
  @ArgumentParser.Option(
    help: ArgumentHelp("Write each document to a file in this directory instead.", valueName: "dir"))
  var directory: String?

  private static let documents = OpenAPIDocuments(
    Registry(), on: OpenAPIDocument.Server(version: MockServer.version))

  func validate() throws {
    guard let surface else { return }
    guard directory == nil else { throw ValidationError("--directory is for all documents, not for \(surface)") }
    guard !Self.documents.names.contains(surface) else { return }
    throw ValidationError("\"\(surface)\" is not an endpoint; \(Self.documents.hint(for: surface))")
  }

  func run() throws {
    guard let directory else {
      return StandardOutput.write(text(of: surface ?? OpenAPIDocuments.everything))
    }
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      for name in Self.documents.names {
        try Data(text(of: name).utf8).write(to: URL(filePath: directory).appending(path: "\(name).json"))
      }
    } catch {
      throw ValidationError("--directory \(directory) cannot be written: \(error.localizedDescription)")
    }
  }

  private func text(of name: String) -> String { Self.documents[name]?.prettyText ?? "" }
}
