import Foundation
import Testing

/// The virtual environment that the Makefile makes, with what clients in Python need.
enum PythonClients {
  private static let environment = "\(Repository.root)/.build/clients"
  static let python = "\(environment)/bin/python"

  static func require() throws {
    try #require(
      FileManager.default.fileExists(atPath: "\(environment)/installed"),
      "packages are missing: run `make clients`, or all tests by `make test`")
  }
}
