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
    AgentStore.disableMemoryStatistics()
    var settings = settings
    warnOfWatching(settings, logger)
    settings.droppedLogLines = { output.droppedLines }
    return try MockServer(settings, logger: logger, log: log.logLevel <= .info ? output : nil)
  }

  /// The kinds of issues of `--fail-on`.
  var failingIssues: Set<RequestCounters.Issue> { Set(failOn.flatMap(\.issues)) }

  /// Adds a summary to standard error if there were requests with an issue of `--fail-on`.
  /// - Throws: exit code 3 in that case.
  func checkIssues(_ counts: RequestCounters.Counts, _ output: LogOutput) throws {
    let summary = IssueSummary(of: failingIssues, in: counts, prefix: "--fail-on")
    for line in summary.lines { output.append(text: line) }
    guard summary.lines.isEmpty else { throw ExitCode.failedOn }
  }
}
