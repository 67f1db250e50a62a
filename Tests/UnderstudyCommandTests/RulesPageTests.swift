import Testing
import UnderstudyTestSupport
import UnderstudyVendors

@testable import UnderstudyCommand

@Suite("The page of rules", .waits) struct RulesPageTests {
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

  @Test func `lists rules in the order of the checks, and those that refuse nothing last`() {
    let text = RulesPage(registry: Registry([.synthetic]), transcripts: nil).text
    let rows = text.matches(of: /\n\| `([^`]+)` \|/).map { String($0.1) }
    let order = [
      "synthetic.route.method", "synthetic.body.size", "synthetic.agent.exists", "synthetic.body.json",
      "synthetic.name.type", "synthetic.agent.saved", "synthetic.extra.stored",
    ]
    #expect(rows.filter(order.contains) == order)
  }

  @Test func `has the value of each rule under the profile observed`() {
    let text = RulesPage(registry: Registry([.synthetic]), transcripts: nil).text
    #expect(text.contains("\n| `synthetic.model.required` | on; `observed`: *off* |"))
    #expect(text.contains("\n| `synthetic.extra.stored` | *off*; `observed`: on | *refuses nothing:* "))
    #expect(text.contains("\n| `synthetic.name.type` | on |"))
  }

  @Test func `links a rule to a refusal, otherwise to a transcript that switches the rule`() throws {
    let directory = try ScratchDirectory()
    defer { directory.remove() }
    try directory.write("# A\n# @disable-rule b.behaviour\n# @disable-rule a.refusal\n", to: "a.http")
    try directory.write("# B\n\n## a step\n> GET /\n< 400\n< X-Understudy-Rule: a.refusal\n<\n", to: "b.http")
    let links = try TranscriptIndex(directory: directory.path).links
    #expect(links["a.refusal"]?.hasPrefix("[b.http:3]") == true, "\(links)")
    #expect(links["b.behaviour"]?.hasPrefix("[a.http:2]") == true, "\(links)")
  }
}
