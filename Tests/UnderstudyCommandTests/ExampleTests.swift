import Testing

/// The recipes of `examples`, run as they stand there. The one in Swift is a package: `make test` runs it.
@Suite("The example") struct ExampleTests {
  private static let limit = TimeLimitTrait.timeLimit(.minutes(10))

  @Test("in Python passes", limit, .needs("python3"), arguments: Example.Way.allCases)
  func python(_ way: Example.Way) throws {
    try PythonClients.require()
    try passes(.python, way)
  }

  @Test("in JavaScript passes", limit, .needs("node"), arguments: Example.Way.allCases)
  func node(_ way: Example.Way) throws { try passes(.node, way) }

  @Test("in Java passes", limit, .needs("java"), arguments: Example.Way.allCases)
  func java(_ way: Example.Way) throws { try passes(.java, way) }

  @Test("in the shell passes", limit, .needs("curl"), arguments: Example.Way.allCases)
  func shell(_ way: Example.Way) throws { try passes(.shell, way) }

  private func passes(_ example: Example, _ way: Example.Way) throws {
    let (code, output) = try example.run(way)
    #expect(code == 0, "\(output)")
    for line in example.verified { #expect(output.contains(line), "\(output)") }
  }

  @Test("in Python fails where the server cannot tell what it was sent", limit, .needs("python3"))
  func pythonFails() throws {
    try PythonClients.require()
    try fails(.python)
  }

  @Test("in JavaScript fails where the server cannot tell what it was sent", limit, .needs("node"))
  func nodeFails() throws { try fails(.node) }

  @Test("in Java fails where the server cannot tell what it was sent", limit, .needs("java"))
  func javaFails() throws { try fails(.java) }

  @Test("in the shell fails where the server cannot tell what it was sent", limit, .needs("curl"))
  func shellFails() throws { try fails(.shell) }

  private func fails(_ example: Example) throws {
    let (code, output) = try example.run(against: ["--journal-entries", "0"])
    #expect(code != 0 && output.contains("indeterminate"), "\(output)")
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips, by name, where a program is not on this machine.
  static func needs(_ program: String) -> Self {
    .enabled(if: Script.path(of: program) != nil, "\(program) is not on this machine")
  }
}
