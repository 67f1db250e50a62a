import UnderstudyJSON

/// The format of a report.
package enum ReportFormat: String, Sendable, CaseIterable {
  case text, json, junit, markdown
}

extension ComparisonReport {
  /// Returns the whole report, with a final newline. Texts of the capture are escaped as the format wants it.
  package func text(_ format: ReportFormat) -> String {
    switch format {
    case .text: TextReport(self).text
    case .json: JSONReport(self).text
    case .junit: JUnitReport(self).text
    case .markdown: MarkdownReport(self).text
    }
  }
}
