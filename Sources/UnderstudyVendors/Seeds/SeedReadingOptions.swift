/// How seed files are read.
package struct SeedReadingOptions: Sendable {
  /// The default of an agent's times.
  package var start: Timestamp
  /// The rules by which an agent counts as one that every update is refused for.
  package var switches: Switches
  package var warnings: SeedWarningPolicy

  package init(
    start: Timestamp = .epoch, switches: Switches = Switches(), warnings: SeedWarningPolicy = .reported
  ) {
    self.start = start
    self.switches = switches
    self.warnings = warnings
  }
}

/// What a warning about a seed file does.
package enum SeedWarningPolicy: Sendable {
  case reported
  /// It is an error.
  case refused
}
