import Foundation
import Testing

extension Tag {
  /// A test that needs a program besides the product; see ``ExternalProgram``.
  @Tag package static var external: Self
  /// A test in a browser.
  @Tag package static var browser: Self
  /// A test with packages from the Python Package Index.
  @Tag package static var python: Self
  /// A test that exhausts a budget or a limit, which takes many seconds of processor time.
  @Tag package static var exhaustive: Self
}

/// A program that some tests need besides the product. `make test` installs all but the optional ones.
package enum ExternalProgram: String, CaseIterable {
  case bash, chromium, curl, dpkg, ip, java, make, nginx, node, npm, openssl, swiftc, tsc
  /// The package for Node of ``HARValidator``.
  case harValidator
  /// The virtual environment `.build/lint`, with the programs of `make lint`.
  case lintTools
  /// The virtual environment `.build/clients`, with the packages that clients in Python need.
  case python
  /// The Node that Playwright brings. It is newer than Debian's, and reads the variables of a proxy.
  case recentNode
  // Optional.
  case deno, go, php, ruby

  /// Whether tests that need it may be skipped in a full run too.
  private var isOptional: Bool { [.deno, .go, .php, .ruby].contains(self) }

  private static let build = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: ".build").path

  /// The path of the executable; nil if it is not installed.
  package var path: String? {
    switch self {
    case .harValidator: Self.readable("/usr/share/nodejs/har-validator/lib/promise.js")
    case .chromium: Self.inPath("chromium-headless-shell")
    case .dpkg: Self.inPath("dpkg-shlibdeps")
    case .lintTools: Self.executable("\(Self.build)/lint/bin/python")
    // Only unpacked there, because Debian starts an installed nginx.
    case .nginx: Self.executable("\(Self.build)/nginx/usr/sbin/nginx")
    case .python: Self.executable("\(Self.build)/clients/bin/python")
    case .recentNode: Self.executable("\(Self.playwright)/driver/node")
    // A program is run from source, which needs the compiler too.
    case .java: Self.inPath("javac") == nil ? nil : Self.inPath("java")
    default: Self.inPath(rawValue)
    }
  }

  private static let playwright: String = {
    let library = "\(build)/clients/lib"
    let python = (try? FileManager.default.contentsOfDirectory(atPath: library))?.first { $0.hasPrefix("python") }
    return "\(library)/\(python ?? "python")/site-packages/playwright"
  }()

  private static func inPath(_ name: String) -> String? {
    directories.lazy.compactMap { executable("\($0)/\(name)") }.first
  }

  private static let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")

  private static func executable(_ path: String) -> String? {
    FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }

  private static func readable(_ path: String) -> String? {
    FileManager.default.isReadableFile(atPath: path) ? path : nil
  }

  /// Whether all tests must run, so that a missing program is an error; `make test` sets this variable.
  package static let isRequired = ProcessInfo.processInfo.environment["UNDERSTUDY_REQUIRE_ALL"] == "1"

  /// Returns all arguments of a long test in a full run, and each fourth in a short one.
  package static func sample<Argument>(of arguments: [Argument]) -> [Argument] {
    isRequired ? arguments : stride(from: 0, to: arguments.count, by: 4).map { arguments[$0] }
  }

  fileprivate var advice: String {
    isOptional ? "it is optional, and runs a recipe of docs/https.md" : "`make test` installs it"
  }

  private struct Missing: Error, CustomStringConvertible { let description: String }

  /// Whether the program is installed.
  /// - Throws: an error if it is missing but required.
  fileprivate var isUsable: Bool {
    get throws {
      guard path == nil else { return true }
      guard isOptional || !Self.isRequired else {
        throw Missing(
          description: "\(rawValue) is missing, but UNDERSTUDY_REQUIRE_ALL is set: run `make clients lint-tools`")
      }
      return false
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips a test if the program is missing, and names it.
  package static func needs(_ program: ExternalProgram) -> Self {
    .enabled("\(program.rawValue) is missing: \(program.advice)") { try program.isUsable }
  }

  /// Skips a test of many seconds, unless all tests must run.
  package static var exhaustive: Self {
    .enabled(if: ExternalProgram.isRequired, "takes many seconds: `make test` runs it")
  }
}
