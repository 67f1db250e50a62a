import Testing
import UnderstudyTestSupport
import UnderstudyVendors

@testable import UnderstudyCommand

@Suite("The page of rules") struct RulesPageTests {
  @Test func `of the synthetic vendor has its surfaces, its operations, and each rule once`() {
    let registry = Registry([.synthetic])
    let text = RulesPage(registry: registry, transcripts: nil).text
    for surface in registry.surfaces {
      #expect(text.contains("## \(surface.title)\n") && text.contains("https://\(surface.host)"))
      for operation in surface.operations { #expect(text.contains("\(operation.path)"), "\(operation.id)") }
    }
    let rows = text.matches(of: /\n\| `([^`]+)` \|/).map { String($0.1) }
    let rules = Set(registry.rules.map(\.rule.id) + registry.alwaysOnRules.map(\.rule.id))
    #expect(Set(rows) == rules && rows.count == rules.count, "\(rows.filter { !rules.contains($0) })")
  }
}
