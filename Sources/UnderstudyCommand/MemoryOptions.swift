import ArgumentParser
import Understudy

/// The limits of the journal and of sandboxes.
struct MemoryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The maximum number of requests in the journal, over all sandboxes.", valueName: "count"))
  var journalEntries = Settings().journal.entries
  @Option(help: ArgumentHelp("The approximate maximum size of the journal.", valueName: "bytes"))
  var journalBytes = Settings().journal.bytes
  @Option(
    help: ArgumentHelp(
      "The maximum number of sandboxes; a new one beyond it replaces the least recently used.", valueName: "count"))
  var sandboxLimit = Settings().sandboxes.limit
  @Option(help: ArgumentHelp("Remove a sandbox after this time without a request.", valueName: "seconds"))
  var sandboxIdleSeconds = Int(Settings().sandboxes.idleTime.components.seconds)

  func validate() throws {
    guard journalEntries >= 0 else { throw ValidationError("--journal-entries must not be negative") }
    guard journalBytes >= 0 else { throw ValidationError("--journal-bytes must not be negative") }
    guard sandboxLimit >= 1 else { throw ValidationError("--sandbox-limit must be at least 1") }
    guard 1...31_536_000 ~= sandboxIdleSeconds else {
      throw ValidationError("--sandbox-idle-seconds must be from 1 to 31536000, a year")
    }
  }
}
