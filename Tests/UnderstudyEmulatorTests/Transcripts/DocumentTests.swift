import Foundation
import Testing

@Suite("The contract that transcripts show") struct DocumentTests {
  private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL

  @Test("has the heading that the transcript names", arguments: TranscriptFile.all)
  func heading(_ file: TranscriptFile) throws {
    let transcript = try file.transcript()
    let document = try String(contentsOf: Self.root.appending(path: transcript.document), encoding: .utf8)
    let headings = document.split(separator: "\n").filter { $0.hasPrefix("#") }
      .map { $0.drop { $0 == "#" || $0 == " " } }
    #expect(headings.contains(transcript.heading[...]), sourceLocation: file.location(1))
  }
}
