import Testing
import UnderstudyJSON

@Suite("A JSON Patch") struct PatchTests {
  @Test(
    "says what changed",
    arguments: [
      (#"{"a":1}"#, #"{"a":1}"#, "[]"),
      (#"{"a":0.5,"b":2}"#, #"{"b":2,"a":0.50}"#, "[]"),
      (#"{"a":1}"#, #"{"a":2}"#, #"[{"op":"replace","path":"/a","value":2}]"#),
      (#"{"a":1}"#, #"{}"#, #"[{"op":"remove","path":"/a"}]"#),
      (#"{}"#, #"{"a":null}"#, #"[{"op":"add","path":"/a","value":null}]"#),
      (#"{"a":{"b":[1,{"c":2}]}}"#, #"{"a":{"b":[1,3]}}"#, #"[{"op":"replace","path":"/a/b/1","value":3}]"#),
      (#"{"a":[1,{"c":2}]}"#, #"{"a":[1,{"c":3}]}"#, #"[{"op":"replace","path":"/a/1/c","value":3}]"#),
      (#"{"a/b":{"c~d":1}}"#, #"{"a/b":{"c~d":2}}"#, #"[{"op":"replace","path":"/a~1b/c~0d","value":2}]"#),
      (#"{"":1}"#, #"{"":2}"#, #"[{"op":"replace","path":"/","value":2}]"#),
      ("1", "[]", #"[{"op":"replace","path":"","value":[]}]"#),
      ("[1,2,3]", "[1,9,2,3]", #"[{"op":"add","path":"/1","value":9}]"#),
      ("[1,2,3]", "[1,2,3,4]", #"[{"op":"add","path":"/3","value":4}]"#),
      ("[1,2,3]", "[2,3]", #"[{"op":"remove","path":"/0"}]"#),
      ("[1,2,3,4]", "[1,4]", #"[{"op":"remove","path":"/2"},{"op":"remove","path":"/1"}]"#),
      ("[1,1,1]", "[1,1]", #"[{"op":"remove","path":"/2"}]"#),
      ("[1,2]", "[2,1]", #"[{"op":"replace","path":"/0","value":2},{"op":"replace","path":"/1","value":1}]"#),
      ("[1,2]", "[3]", #"[{"op":"replace","path":"/0","value":3},{"op":"remove","path":"/1"}]"#),
    ])
  func operations(_ old: String, _ new: String, _ expected: String) throws {
    let patch = JSON.patch(from: try JSON(text: old), to: try JSON(text: new))
    #expect(JSON.array(patch.map(\.json)).description == expected)
  }

  @Test("turns any value into any other")
  func law() {
    var random = RandomJSON(seed: 1)
    for _ in 0..<20_000 {
      let (old, new) = (random.value(depth: 4), random.value(depth: 4))
      let patch = JSON.patch(from: old, to: new)
      let result = patch.reduce(Optional(old)) { document, operation in document?.applying(operation) }
      #expect(result == new, "\(old) to \(new) by \(patch.map(\.json))")
      #expect(patch.isEmpty == (old == new))
    }
  }

  @Test("is not much longer than the values, however long the names above the changes are")
  func bounded() throws {
    let name = String(repeating: "n", count: 10_000)
    let document = { (n: Int) -> JSON in
      let list = JSON.array(Array(repeating: .number(Number(n)), count: 200))
      return ["same": 1, "other": .number(Number(n)), "a": .object([name: .object(["b": list])])]
    }
    let patch = JSON.patch(from: document(1), to: document(2))
    #expect(patch.map(\.path.pointer) == ["/other", "/a"])
    let result = patch.reduce(Optional(document(1))) { document, operation in document?.applying(operation) }
    #expect(result == document(2))
    // Where the outermost names alone are too long.
    let names = { (n: Int) -> JSON in
      .object((0..<200).reduce(into: Members()) { $0["\($1)\(name)"] = .number(Number(n)) })
    }
    #expect(JSON.patch(from: names(1), to: names(2)) == [.replace(.root, names(2))])
  }

  @Test("of the deepest value is made without trouble")
  func deep() throws {
    let open = String(repeating: "[1,", count: 128)
    let close = String(repeating: "]", count: 128)
    let patch = JSON.patch(from: try JSON(text: open + "1" + close), to: try JSON(text: open + "1,2" + close))
    #expect(patch == [.add(Path(Array(repeating: .element(1), count: 127)).element(2), 2)])
  }
}

extension Path {
  fileprivate init(_ steps: [Step]) {
    self.init()
    self.steps = steps
  }
}

/// Values from few names and numbers, so that two of them have much in common.
private struct RandomJSON {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func below(_ bound: UInt64) -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) % bound
  }

  mutating func value(depth: Int) -> JSON {
    switch below(depth == 0 ? 4 : 9) {
    case 0: return .null
    case 1: return .bool(below(2) == 0)
    case 2: return .number(Number(Int(below(3))))
    case 3: return .string(["", "a", "é", "e\u{301}"][Int(below(4))])
    case 4, 5, 6: return .array((0..<below(6)).map { _ in value(depth: depth - 1) })
    default:
      var members = Members()
      for _ in 0..<below(5) { members[["a", "b/c", "~", "", "é"][Int(below(5))]] = value(depth: depth - 1) }
      return .object(members)
    }
  }
}

extension JSON {
  /// The document after one operation; nil if the operation does not fit it.
  fileprivate func applying(_ operation: PatchOperation) -> JSON? {
    switch operation {
    case .add(let path, let value): edited(path.steps[...]) { $1.add(value, at: $0) }
    case .remove(let path): edited(path.steps[...]) { $1.replace(at: $0, with: .none) }
    case .replace(let path, let value):
      path.steps.isEmpty ? value : edited(path.steps[...]) { $1.replace(at: $0, with: value) }
    }
  }

  private func edited(
    _ steps: ArraySlice<Path.Step>, _ edit: (Path.Step, inout JSON) -> Bool
  ) -> JSON? {
    guard let step = steps.first else { return .none }
    var copy = self
    if steps.count == 1 { return edit(step, &copy) ? copy : .none }
    guard let inner = self[step]?.edited(steps.dropFirst(), edit) else { return .none }
    return copy.replace(at: step, with: inner) ? copy : .none
  }

  private subscript(step: Path.Step) -> JSON? {
    switch (self, step) {
    case (.object(let members), .member(let name)): members[name]
    case (.array(let elements), .element(let index)): elements.indices.contains(index) ? elements[index] : .none
    default: .none
    }
  }

  private mutating func add(_ value: JSON, at step: Path.Step) -> Bool {
    switch (self, step) {
    case (.object(var members), .member(let name)):
      members[name] = value
      self = .object(members)
    case (.array(var elements), .element(let index)) where index <= elements.count:
      elements.insert(value, at: index)
      self = .array(elements)
    default: return false
    }
    return true
  }

  private mutating func replace(at step: Path.Step, with value: JSON?) -> Bool {
    switch (self, step) {
    case (.object(var members), .member(let name)) where members[name] != nil:
      members[name] = value
      self = .object(members)
    case (.array(var elements), .element(let index)) where elements.indices.contains(index):
      elements.replaceSubrange(index...index, with: value.map { [$0] } ?? [])
      self = .array(elements)
    default: return false
    }
    return true
  }
}
