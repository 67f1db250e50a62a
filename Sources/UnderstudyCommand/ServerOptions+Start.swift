import ArgumentParser
import Logging
import Understudy
import UnderstudyEmulator
import UnderstudyStore

extension ServerOptions {
  /// Logs a warning for each variable and option that has no effect.
  func warn(_ logger: Logger) {
    EnvironmentVariables.current.warnings.forEach { logger.warning("\($0)") }
    if threads != nil {
      logger.warning("--threads is ignored: one thread answers all requests; the option will be removed")
    }
  }

  /// Logs a warning if there is no file to watch.
  private func warnOfWatching(_ settings: Settings, _ logger: Logger) {
    guard files.watch, settings.mappings.isEmpty, seedData.isEmpty else { return }
    logger.warning(
      "--watch has no effect: the seeds are built in; write them here with `understudy init`, and start again")
  }

  /// Starts a server that logs its requests if the level has them.
  func started(_ settings: Settings, _ logger: Logger, _ output: LogOutput) throws -> MockServer {
    try reporting.file?.prepare()
    AgentStore.disableMemoryStatistics()
    var settings = settings
    warnOfWatching(settings, logger)
    settings.droppedLogLines = { output.droppedLines }
    return try MockServer(settings, logger: logger, log: log.logLevel <= .info ? output : nil)
  }

  /// The kinds of issues of `--fail-on`.
  var failingIssues: Set<RequestCounters.Issue> { Set(failOn.flatMap(\.issues)) }

  /// Writes the report of a server that has stopped, and adds a summary to standard error if there were requests with an
  /// issue of `--fail-on`.
  /// - Throws: exit code 3 in that case, otherwise the code of a report that cannot be written.
  func checkIssues(_ server: MockServer, _ output: LogOutput) throws {
    let isReported = writeReport(server, output)
    let summary = IssueSummary(of: failingIssues, in: server.counters.counts, prefix: "--fail-on")
    for line in summary.lines { output.append(text: line) }
    guard summary.lines.isEmpty else { throw ExitCode.failedOn }
    guard isReported else { throw ExitCode.notWritten }
  }

  /// Writes the report, if one is wanted. An error is added to standard error.
  /// - Returns: False if the report cannot be written.
  @discardableResult
  func writeReport(_ server: MockServer, _ output: LogOutput) -> Bool {
    guard let file = reporting.file else { return true }
    do {
      guard let reply = VerdictReply(try server.verdict()) else { return false }
      try file.write(RequestReport(reply, at: .now).text)
      return true
    } catch {
      output.append(text: "Error: \(error)")
      return false
    }
  }
}
