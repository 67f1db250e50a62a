import Foundation
import Logging
import Synchronization
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// The files of seeds and mappings of a running server. They can be read again: all take effect, or none if one is invalid.
package final class StartupFiles: Sendable {
  /// When the files are read again.
  package enum ReloadPolicy: Sendable { case onRequest, whenChanged }

  package let sources: StartupSources
  package let policy: ReloadPolicy
  private let emulator: Emulator
  private let logger: Logger
  private let state: Mutex<State>
  /// Locked while files are read and take effect.
  private let reading = Mutex(())

  private struct State {
    var status: Status
    /// That of the last reading; nil before the first, and if what was read will be tried again.
    var fingerprint: Int?
  }

  /// What was read last.
  package struct Status: Sendable {
    /// When the files in effect were read.
    package var readAt = Date()
    package var agents = 0
    package var mappings = 0
    package var warnings: [LocatedError] = []
    /// Why later files are not in effect; nil if they are.
    package var failure: Failure?
  }

  /// Why files could not take effect.
  package struct Failure: Sendable, Equatable {
    /// The errors with places.
    package let errors: [LocatedError]
    /// The sentence of an error without a place.
    package let sentence: String?

    package var count: Int { errors.count + (sentence == nil ? 0 : 1) }
  }

  /// - Parameters:
  ///   - records: what the server has started with.
  ///   - read: the reading that the records are from; nil if it is not known.
  package init(
    _ sources: StartupSources, _ records: StartupRecords, from read: StartupReading? = nil, _ emulator: Emulator,
    _ policy: ReloadPolicy = .onRequest,
    logger: Logger = Logger(label: "files") { _ in SwiftLogNoOpLogHandler() }
  ) {
    (self.sources, self.emulator, self.policy, self.logger) = (sources, emulator, policy, logger)
    state = Mutex(State(status: Status(of: records), fingerprint: read?.fingerprint))
  }

  /// Lets all sandboxes start with the mappings. With a database whose seeds are not those of files that are followed, the
  /// files take effect.
  /// - Throws: if there is no memory for the mappings, or the database fails.
  package func start(with records: StartupRecords) throws {
    emulator.sandboxes.follow(try stubs(of: records))
    guard policy == .whenChanged, !emulator.seeded.differences.counts.isEmpty else { return }
    let result = try apply(records)
    logger.info("the seed files are used instead of the database's", metadata: result.metadata)
  }

  package var status: Status { state.withLock(\.status) }

  /// Reads the files again, whether or not they have changed. What clients have changed stays.
  package func reload() throws -> ReloadResult {
    try reading.withLock { _ in try take(sources.reading()) }
  }

  /// Reads the files, and has them take effect if they have changed since they were read last. Logs what happens, but no
  /// failure twice.
  package func follow() {
    reading.withLock { _ in
      guard let reading = changedReading() else { return }
      let known = status.failure
      do {
        let result = try take(reading)
        for warning in result.warnings.prefix(Self.loggedErrors) { logger.warning("\(warning)") }
        logger.info("the files have changed and were read again", metadata: result.metadata)
      } catch {
        if let failure = status.failure, failure != known { log(failure) }
      }
    }
  }

  /// How often files are read again that change meanwhile, and the pause between.
  private static let settling = (attempts: 5, pause: 0.05)

  /// Returns what the files have, if it is not what was read last. A program may be writing them, so that they must have
  /// been the same twice.
  private func changedReading() -> StartupReading? {
    let known = state.withLock(\.fingerprint)
    var reading = sources.reading()
    for _ in 1...Self.settling.attempts where reading.fingerprint != known {
      Thread.sleep(forTimeInterval: Self.settling.pause)
      let next = sources.reading()
      if next.fingerprint == reading.fingerprint { return reading }
      reading = next
    }
    return nil
  }

  private func take(_ reading: StartupReading) throws -> ReloadResult {
    do {
      let records = try sources.records(in: reading)
      let result = try apply(records)
      state.withLock { $0 = State(status: Status(of: records), fingerprint: reading.fingerprint) }
      emulator.sandboxes.journal.publish(status.summary)
      return result
    } catch {
      let failure = Failure(error)
      let known = state.withLock { state in
        // Wrong files stay wrong. What else fails, such as writing to a full disk, may succeed later.
        state.fingerprint = error is StartupFileError ? reading.fingerprint : nil
        defer { state.status.failure = failure }
        return state.status.failure
      }
      if failure != known { emulator.sandboxes.journal.publish(status.summary) }
      throw error
    }
  }

  private func apply(_ records: StartupRecords) throws -> ReloadResult {
    let (sandboxes, store) = (emulator.sandboxes, emulator.store)
    let stubs = try stubs(of: records)
    let changes = try SeedChanges(to: records.seeds, in: store)
    try store.replaceSeeds(records.seeds.storedAgents)
    emulator.useReferenceData(of: records.seeds)
    sandboxes.follow(stubs)
    return ReloadResult(records, changes, kept: (try? store.countHiddenSeeds()) ?? 0)
  }

  private func stubs(of records: StartupRecords) throws(StartupFileError) -> Stubs {
    if let stubs = emulator.sandboxes.mappingMemory.stubs(startingWith: records.mappings) { return stubs }
    throw .unreadable(
      .mappings, "the mappings of the files need more memory than is left for mappings; remove some")
  }

  /// The most errors or warnings in the log about one change.
  private static let loggedErrors = 100

  private func log(_ failure: Failure) {
    for error in failure.errors.prefix(Self.loggedErrors) { logger.error("\(error)") }
    let reason = failure.sentence ?? "\(failure.count) \(failure.count == 1 ? "error" : "errors")"
    logger.error(
      "the files have changed, but are not used; those read before stay in effect",
      metadata: ["reason": "\(reason)"])
  }
}

extension StartupFiles.Status {
  fileprivate init(of records: StartupRecords) {
    self.init(
      agents: records.seeds.agents.count, mappings: records.mappings.count, warnings: records.seeds.warnings)
  }

  /// The numbers for subscribers of the journal.
  var summary: Journal.FileSummary {
    Journal.FileSummary(agents: agents, mappings: mappings, errors: failure?.count ?? 0)
  }
}

extension StartupFiles.Failure {
  fileprivate init(_ error: any Error) {
    switch error {
    case StartupFileError.invalid(let seeds, let mappings): self.init(errors: seeds + mappings, sentence: nil)
    case StartupFileError.unreadable(_, let sentence): self.init(errors: [], sentence: sentence)
    default: self.init(errors: [], sentence: "\(error)")
    }
  }
}
