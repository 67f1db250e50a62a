import Testing
import UnderstudyTestSupport
import UnderstudyVendors

@Suite("Many errors in a seed file") struct ManyErrorsTests {
  private func time(of count: Int) -> Duration {
    // One line, because the column is counted too.
    let value = "\"\(String(repeating: "x", count: 200))\""
    let text = #"{"centerfy":{"agents":["# + repeatElement(value, count: count).joined(separator: ",") + "]}}"
    let source = SeedSource.text(text, name: "seeds.json")
    return ContinuousClock().measure {
      do throws(SeedLoadingError) {
        _ = try SeedReader.read([source], registry: Registry([.centerfy]))
      } catch {
        guard case .invalid(let errors) = error else { return }
        #expect(errors.count == count && errors.first?.position.column == 24)
        #expect(errors.last?.position.column == 24 + 203 * (count - 1))
      }
    }
  }

  @Test func `Eight times as many take about eight times as long`() {
    // If each was looked for from the start of the file, it would be 64.
    let bound = shortest { time(of: 250) } * 32
    #expect(shortest(under: bound) { time(of: 2000) } < bound)
  }
}
