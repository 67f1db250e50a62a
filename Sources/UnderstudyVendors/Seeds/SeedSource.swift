/// Where seeds come from.
package enum SeedSource: Sendable, CustomStringConvertible {
  /// Every `*.json` below it.
  case directory(String)
  case file(String)
  /// The text of a seed file that is none, and what mistakes in it call it.
  case text(String, name: String)

  package var description: String {
    switch self {
    case .directory(let path): "*.json below \(path)"
    case .file(let path): path
    case .text(_, let name): name
    }
  }
}

extension SeedSource {
  /// The texts, each with its name.
  func texts() throws(SeedFailure) -> [(name: String, bytes: [UInt8])] {
    switch self {
    case .directory(let directory):
      var texts: [(name: String, bytes: [UInt8])] = []
      for path in try SeedFiles.paths(in: directory) { texts.append((path, try SeedFiles.bytes(of: path))) }
      return texts
    case .file(let path): return [(path, try SeedFiles.bytes(of: path))]
    case .text(let text, let name): return [(name, Array(text.utf8))]
    }
  }
}
