import Foundation
import Testing
import UnderstudyJSON
import UnderstudyWireMock

@testable import UnderstudyEmulator

@Suite("A sandbox's mappings") struct StubsTests {
  private let memory = MappingMemory()

  private func mapping(_ number: Int, _ members: Members = [:]) throws -> StubMapping {
    var json: Members = ["name": .string("\(number)"), "request": ["urlPath": .string("/\(number)")]]
    for index in 0..<members.count { json[members[index].key] = members[index].value }
    return try StubMapping(reading: .object(json))
  }

  private func names(_ stubs: Stubs) -> [String] { stubs.active.compactMap(\.name) }

  private func add(
    _ mapping: StubMapping, at place: Stubs.Place = .first, to stubs: inout Stubs
  ) throws -> Bool {
    stubs.set(mapping, at: place, taking: try #require(memory.take(1)))
  }

  @Test func `The newest of the smallest priority comes first, also after a replacement`() throws {
    var stubs = Stubs()
    for (number, priority) in [(1, 5), (2, 1), (3, 9), (4, 5), (5, 1)] {
      #expect(try add(mapping(number, ["priority": .number(Number(priority))]), to: &stubs))
    }
    #expect(names(stubs) == ["5", "2", "4", "1", "3"])
    let first = try #require(stubs.active.last { $0.name == "1" })
    #expect(try add(mapping(6, ["id": .string(first.id), "priority": 5]), to: &stubs))
    #expect(names(stubs) == ["5", "2", "6", "4", "3"])
    stubs.removeAll { $0.name == "2" }
    #expect(names(stubs) == ["5", "6", "4", "3"])
  }

  @Test func `One that is replaced keeps its place, of its priority, unless it has ended`() throws {
    var stubs = Stubs()
    let once: Members = ["understudy": ["times": 1]]
    for (number, members) in [(1, once), (2, ["priority": 1]), (3, [:]), (4, [:])] {
      #expect(try add(mapping(number, members), to: &stubs))
    }
    let ids = stubs.active.reversed().map(\.id)
    #expect(names(stubs) == ["2", "4", "3", "1"])
    #expect(try add(mapping(5, ["id": .string(ids[1])]), at: .kept, to: &stubs))
    #expect(names(stubs) == ["2", "4", "5", "1"])
    #expect(try add(mapping(6, ["id": .string(ids[3])]), at: .kept, to: &stubs))
    #expect(names(stubs) == ["4", "5", "6", "1"])
    #expect(stubs.claim(ids[0]) == .applied)
    #expect(try add(mapping(7, ["id": .string(ids[0])]), at: .kept, to: &stubs))
    #expect(names(stubs) == ["7", "4", "5", "6"])
  }

  @Test func `A scenario keeps its state while a mapping is part of it`() throws {
    var stubs = Stubs()
    let step: Members = ["scenarioName": "s", "requiredScenarioState": "Started", "newScenarioState": "Done"]
    let first = try mapping(1, step)
    #expect(try add(first, to: &stubs))
    #expect(stubs.claim(first.id) == .applied && stubs.claim(first.id) == .ineligible)
    var again = step
    again["id"] = .string(first.id)
    #expect(try add(mapping(2, again), to: &stubs))
    #expect(stubs.state(of: "s") == "Done")
    stubs.removeAll { $0.id == first.id }
    #expect(stubs.setScenario("s", to: "Done") == false)
    #expect(try add(mapping(3, step), to: &stubs))
    #expect(stubs.state(of: "s") == "Started")
  }

  @Test func `A mapping that has been applied as often as it may makes room`() throws {
    var stubs = Stubs()
    let once = try mapping(0, ["understudy": ["times": 1]])
    #expect(try add(once, to: &stubs))
    for number in 1..<Stubs.limit { #expect(try add(mapping(number), to: &stubs)) }
    #expect(try add(mapping(-1), to: &stubs) == false)
    #expect(stubs.claim(once.id) == .applied && stubs.claim(once.id) == .ineligible)
    #expect(try add(mapping(-1), to: &stubs))
  }

  @Test("Adding one takes no longer if there are many", arguments: [[:], ["scenarioName": "s"]] as [Members])
  func manyMappings(_ members: Members) throws {
    let mappings = try (0..<Stubs.limit).map { try mapping($0, members) }
    // In processor time of this thread, and at best of three: other work on the machine makes no difference.
    let ratios = try (1...3).map { _ in
      var stubs = Stubs()
      let times = try stride(from: 0, to: Stubs.limit, by: 500).map { start in
        try processorTime { for mapping in mappings[start..<start + 500] { _ = try add(mapping, to: &stubs) } }
      }
      return (times.last ?? 0) / (times.first ?? 0)
    }
    #expect(try #require(ratios.min()) < 5, "it took \(ratios) times as long")
  }

  /// Returns the seconds of processor time that this thread needs for something.
  private func processorTime(_ work: () throws -> Void) throws -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    try work()
    return now() - start
  }
}
