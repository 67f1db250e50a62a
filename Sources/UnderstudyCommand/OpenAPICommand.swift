import ArgumentParser
import Foundation
import Understudy
import UnderstudyAdmin
import UnderstudyJSON
import UnderstudyPlatform
import UnderstudyVendors

/// `understudy openapi`: prints OpenAPI documents.
struct OpenAPICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "openapi",
    abstract: "Print an OpenAPI 3.1 document of all endpoints, of one, or of the control plane.")

  @Argument(help: ArgumentHelp("An endpoint, or control-plane; by default, all endpoints.", valueName: "endpoint"))
  var surface: String?
  @ArgumentParser.Option(
    help: ArgumentHelp("Write each document to a file in this directory instead.", valueName: "dir"))
  var directory: String?

  private static let documents = OpenAPIDocuments(
    Registry(), on: OpenAPIDocument.Server(version: MockServer.version))

  func validate() throws {
    guard directory != "" else {
      throw ValidationError("--directory is empty; name a directory, or remove the option")
    }
    guard let surface else { return }
    guard directory == nil else { throw ValidationError("--directory writes all documents; remove \(surface)") }
    guard !Self.documents.names.contains(surface) else { return }
    throw ValidationError("\"\(surface)\" is not an endpoint; \(Self.documents.hint(for: surface))")
  }

  func run() throws {
    guard let directory else { return StandardOutput.write(text(of: surface ?? OpenAPIDocuments.everything)) }
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      for name in Self.documents.names {
        _ = try WrittenFile(Array(text(of: name).utf8), at: "\(directory)/\(name).json")
      }
    } catch let error as SystemError {
      throw ValidationError("--directory \(directory) cannot be written: \(error)")
    } catch {
      throw ValidationError("--directory \(directory) cannot be written: \(error.localizedDescription)")
    }
  }

  private func text(of name: String) -> String { Self.documents[name]?.prettyText ?? "" }
}
