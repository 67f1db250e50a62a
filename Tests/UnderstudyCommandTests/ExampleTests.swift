import Testing
import UnderstudyTestSupport

/// The recipes of `examples`, run as they stand there. The one in Swift is a package: `make test` runs it.
@Suite("The example", .waits, .tags(.external), .timeLimit(.minutes(10))) struct ExampleTests {
  @Test("in Python passes", .needs(.python), .tags(.python), arguments: Example.Way.allCases)
  func python(_ way: Example.Way) throws { try passes(.python, way) }

  @Test("in JavaScript passes", .needs(.node), arguments: Example.Way.allCases)
  func node(_ way: Example.Way) throws { try passes(.node, way) }

  @Test("in Java passes", .needs(.java), arguments: Example.Way.allCases)
  func java(_ way: Example.Way) throws { try passes(.java, way) }

  @Test("in the shell passes", .needs(.curl), .needs(.bash), arguments: Example.Way.allCases)
  func shell(_ way: Example.Way) throws { try passes(.shell, way) }

  private func passes(_ example: Example, _ way: Example.Way) throws {
    let (code, output) = try example.run(way)
    #expect(code == 0, "\(output)")
    for line in example.verified { #expect(output.contains(line), "\(output)") }
  }

  @Test("in Python fails where the server cannot tell what it was sent", .needs(.python), .tags(.python))
  func pythonFails() throws { try fails(.python) }

  @Test("in JavaScript fails where the server cannot tell what it was sent", .needs(.node))
  func nodeFails() throws { try fails(.node) }

  @Test("in Java fails where the server cannot tell what it was sent", .needs(.java))
  func javaFails() throws { try fails(.java) }

  @Test("in the shell fails where the server cannot tell what it was sent", .needs(.curl), .needs(.bash))
  func shellFails() throws { try fails(.shell) }

  private func fails(_ example: Example) throws {
    let (code, output) = try example.run(against: ["--journal-entries", "0"])
    #expect(code != 0 && output.contains("indeterminate"), "\(output)")
  }
}
