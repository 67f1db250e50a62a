import Foundation
import Testing
import UnderstudyTestSupport

/// The projects of `examples`, copied and run as their READMEs say. `make test` runs the one in Swift.
@Suite("The example", .waits, .tags(.external), .needs(.bash), .ends) struct ExampleTests {
  @Test("in Python passes", .needs(.python), .tags(.python), arguments: Example.Way.allCases)
  func python(_ way: Example.Way) throws { try passes("sandbox-per-test-python", way) }

  @Test("in JavaScript passes", .needs(.node), .needs(.npm), arguments: Example.Way.allCases)
  func node(_ way: Example.Way) throws { try passes("sandbox-per-test-node", way) }

  @Test("in Java passes", .needs(.java), arguments: Example.Way.allCases)
  func java(_ way: Example.Way) throws { try passes("sandbox-per-test-java", way) }

  @Test("in the shell passes", .needs(.curl), arguments: Example.Way.allCases)
  func shell(_ way: Example.Way) throws { try passes("sandbox-per-test-shell", way) }

  @Test("of a client with an https URL prints the agents", .needs(.python), .tags(.python))
  func https() throws { try passes("https-in-containers", .run) }

  private func passes(_ name: String, _ way: Example.Way) throws {
    let example = try Example(name)
    defer { example.remove() }
    try expect(example, example.run(way))
  }

  private func expect(_ example: Example, _ result: (code: Int32, output: String)) throws {
    #expect(result.code == 0, "\(result.output)")
    for line in example.output { #expect(result.output.contains(line), "\(result.output)") }
  }

  @Test("of faults by a header gets the vendor's error", .needs(.curl)) func faultsByHeader() throws {
    let example = try Example("faults-by-header")
    defer { example.remove() }
    let server = try Serving(["--mappings", "\(example.directory)/mappings"])
    defer { server.kill() }
    try expect(example, example.run(with: server))
  }

  @Test("in Python fails where the server cannot tell what it was sent", .needs(.python), .tags(.python))
  func pythonFails() throws { try fails("sandbox-per-test-python") }

  @Test("in JavaScript fails where the server cannot tell what it was sent", .needs(.node), .needs(.npm))
  func nodeFails() throws { try fails("sandbox-per-test-node") }

  @Test("in Java fails where the server cannot tell what it was sent", .needs(.java))
  func javaFails() throws { try fails("sandbox-per-test-java") }

  @Test("in the shell fails where the server cannot tell what it was sent", .needs(.curl))
  func shellFails() throws { try fails("sandbox-per-test-shell") }

  private func fails(_ name: String) throws {
    let example = try Example(name)
    defer { example.remove() }
    let (code, output) = try example.run(against: ["--journal-entries", "0"])
    #expect(code != 0 && output.contains("indeterminate"), "\(output)")
  }
}
