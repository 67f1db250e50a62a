import UnderstudyTestSupport
import UnderstudyVendors

/// The result of reading seed files of Centerfy, as text with paths relative to the directory.
enum Reading: Equatable {
  case read(agents: [String])
  case invalid([String])
  case unreadable(String)

  /// Writes files and reads them.
  init(_ files: [String: String]) throws {
    let scratch = try ScratchDirectory()
    defer { scratch.remove() }
    for (name, text) in files { try scratch.write(text, to: name) }
    self.init(in: scratch)
  }

  init(in scratch: ScratchDirectory, directories: [String]? = nil) {
    do throws(SeedLoadingError) {
      let seeds = try SeedReader.read(
        directories: directories?.map { scratch($0) } ?? [scratch.path], registry: Registry([.centerfy]))
      self = .read(agents: seeds.agents.map(\.id))
    } catch {
      switch error {
      case .unreadable(let sentence): self = .unreadable(sentence.replacing(scratch.path, with: "…"))
      case .invalid(let errors):
        self = .invalid(errors.map { $0.description.replacing("\(scratch.path)/", with: "") })
      }
    }
  }
}

extension String {
  /// Returns an agent with all required members.
  static func agent(_ id: String, _ change: (String, String) = ("", "")) -> String {
    let text = """
      {"id": "\(id)", "organization_id": "o", "sub_account_id": "s", "name": "n", "is_active": true, \
      "updated_at": "2026-01-01T00:00:00Z"}
      """
    return change.0.isEmpty ? text : text.replacing(change.0, with: change.1)
  }

  /// Returns a file with these agents.
  static func agents(_ agents: String...) -> String {
    #"{"centerfy": {"agents": ["# + "\n" + agents.joined(separator: ",\n") + "\n]}}"
  }
}
