import Foundation
import UnderstudyCapture
import UnderstudyEmulator
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

extension AdminRoute {
  static let seeds = [
    AdminRoute("GET", "/seed", "The sources of seeds and mappings, when they were read, and errors in later ones") {
      .json($0.control.server.startupFiles.json)
    },
    AdminRoute("POST", "/seed/reload", "Read the files of seeds and mappings again; invalid ones change nothing") {
      try $0.reloadSeeds()
    },
  ]
}

extension AdminRequest {
  /// Reads the files again. Sandboxes keep what they have changed.
  fileprivate func reloadSeeds() throws -> Reply {
    let result = try control.server.startupFiles.reload()
    return .json([
      "agents": .number(Number(result.agents)), "mappings": .number(Number(result.mappings)),
      "taken": .number(Number(result.taken)), "removed": .number(Number(result.removed)),
      "kept": .number(Number(result.kept)), "warnings": .array(result.warnings.map(\.json)),
    ])
  }
}

extension StartupFiles {
  /// The most errors and warnings that are shown.
  private static let shownErrors = 100

  /// The sources and their state.
  var json: JSON {
    let status = status
    var errors = (status.failure?.errors ?? []).prefix(Self.shownErrors).map(\.flatJSON)
    if let sentence = status.failure?.sentence { errors.append(LocatedError.flatJSON(sentence)) }
    return [
      "sources": .array(sources.seeds.map(\.json)),
      "mappingSources": .array(sources.mappings.map { SeedSource.directory($0).json }),
      "watch": .bool(policy == .whenChanged), "readAt": .string(status.readAt.iso8601),
      "agents": .number(Number(status.agents)), "mappings": .number(Number(status.mappings)),
      "errorCount": .number(Number(status.failure?.count ?? 0)), "errors": .array(errors),
      "warnings": .array(status.warnings.prefix(Self.shownErrors).map(\.flatJSON)),
    ]
  }
}

extension SeedSource {
  fileprivate var json: JSON {
    switch self {
    case .directory(let path): ["type": "directory", "path": .string(path)]
    case .file(let path): ["type": "file", "path": .string(path)]
    case .text(_, let name): ["type": "text", "path": .string(name)]
    case .builtIn: ["type": "built-in", "path": nil]
    }
  }
}

extension LocatedError {
  /// The error as one object without others in it.
  fileprivate var flatJSON: JSON {
    [
      "file": .string(file), "line": .number(Number(position.line)), "column": .number(Number(position.column)),
      "pointer": .string(pointer.truncated(to: 1000)), "message": .string(message.truncated(to: 1000)),
    ]
  }

  /// Returns an error without a place.
  fileprivate static func flatJSON(_ sentence: String) -> JSON {
    ["file": nil, "line": nil, "column": nil, "pointer": nil, "message": .string(sentence.truncated(to: 1000))]
  }
}

extension Journal.FileSummary {
  /// The data of an event.
  var json: JSON {
    [
      "agents": .number(Number(agents)), "mappings": .number(Number(mappings)),
      "errors": .number(Number(errors)),
    ]
  }
}
