import Foundation
import Testing

/// One file of `Tests/Transcripts`.
struct TranscriptFile: Sendable, CustomTestStringConvertible {
  /// The path below `Tests/Transcripts`: `centerfy/errors.http`.
  let name: String

  private static let directory =
    URL(filePath: #filePath).appending(path: "../../../Transcripts").standardizedFileURL
  var path: String { Self.directory.appending(path: name).path }
  var testDescription: String { name }

  /// Every transcript, in lexical order; none if the directory is missing, which a test checks.
  static let all: [TranscriptFile] = {
    let found = try? FileManager.default.subpathsOfDirectory(atPath: directory.path)
    return (found ?? []).filter { $0.hasSuffix(".http") }.sorted().map(TranscriptFile.init)
  }()

  /// Every transcript by its file's name, read once for all tests.
  private static let transcripts = Dictionary(
    uniqueKeysWithValues: all.map { file in
      (
        file.name,
        Result { try TranscriptReader.read(String(contentsOfFile: file.path, encoding: .utf8), from: file) }
      )
    })

  func transcript() throws -> Transcript { try #require(Self.transcripts[name]).get() }

  /// Returns a line of the file, for failures.
  func location(_ line: Int) -> SourceLocation {
    SourceLocation(fileID: "Transcripts/\(name)", filePath: path, line: line, column: 1)
  }
}
