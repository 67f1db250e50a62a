import Foundation
import GRDB
import Testing
import UnderstudyJSON
import UnderstudyStore
import UnderstudyTestSupport

@Suite("Checkpoints") struct CheckpointTests {
  /// The log is copied after each few pages, and started anew after some more.
  private static var frequent: CheckpointSchedule {
    var schedule = CheckpointSchedule()
    (schedule.interval, schedule.limit) = (4, 32)
    return schedule
  }

  @Test func `While updates keep coming, the log is copied into the file and started anew`() throws {
    try inScratchFile { file in
      let store = try AgentStore(.file(file), checkpoints: Self.frequent)
      let (start, size) = (try logSequence(of: file), try size(of: file))
      var number = 0
      // Each update writes a page of the log. Only checkpoints let the file grow.
      #expect(
        try until {
          for _ in 1...20 {
            number += 1
            try store.set(Place(id: "\(number % 500)"), to: .number(Number(number)))
          }
          return try logSequence(of: file) >= start + 3 && self.size(of: file) > size
        })
    }
  }

  @Test func `What was acknowledged during checkpoints is in what a killed process leaves`() throws {
    try inScratchFile { file in
      let store = try AgentStore(.file(file), checkpoints: Self.frequent)
      for number in 1...300 { try store.set(Place(id: "\(number % 50)"), to: .number(Number(number))) }
      let left = "\(file).left"
      // The log first: what a checkpoint copies meanwhile is in this copy of the log.
      for end in ["-wal", ""] { try FileManager.default.copyItem(atPath: file + end, toPath: left + end) }
      let copy = try AgentStore(.file(left))
      for number in 251...300 { #expect(try copy.number(Place(id: "\(number % 50)")) == .number(Number(number))) }
    }
  }

  /// How often the log has been started, from its header: https://www.sqlite.org/fileformat2.html#walformat
  private func logSequence(of file: String) throws -> UInt32 {
    let log = try Data(contentsOf: URL(filePath: "\(file)-wal"))
    return log.dropFirst(12).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  private func size(of file: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
  }
}
