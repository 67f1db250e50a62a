import HTTPTypes
import Testing
import UnderstudyCapture
import UnderstudyCompare
import UnderstudyJSON
import UnderstudyVendors

@Suite("Seed files of a recording") struct CaptureSeedsTests {
  /// Records how a client of each surface reads an agent and changes it.
  private static func recording() throws -> (Recording, keys: [String]) {
    var recording = try Recording()
    let seeds = try SeededRegistry.catalog.get().seeds
    var keys: [String] = []
    for surface in Registry().surfaces {
      let records = seeds.records[SeedSet.TableID(vendor: surface.vendor, table: surface.credential.table)] ?? []
      let place = try #require(surface.credential.tokens.first)
      let agent = try #require(seeds.agents.first { $0.collection == surface.resource.id })
      let account = records.first { account in
        surface.operations.first?.admits(account, to: agent.record) ?? false && account[place.member]?.tokens != []
      }
      let key = try #require(account?[place.member]?.tokens.first)
      keys.append(key)
      let read = surface.operations.first { $0.kind.name == "read" }
      let path = read?.path.description.replacing(/\{[^}]*\}/, with: agent.id) ?? ""
      recording.record("GET", path, to: surface, key: key)
    }
    return (recording, keys)
  }

  private static func seeds(of recording: Recording) throws -> CaptureSeeds {
    try CaptureSeeds(of: recording.reader, Comparer.Options())
  }

  @Test func `They are valid, and have one file for each vendor`() throws {
    let (recording, _) = try Self.recording()
    let seeds = try Self.seeds(of: recording)
    #expect(seeds.files.map(\.name) == Registry().vendors.map { "\($0.id).json" })
    #expect(seeds.omissions == [])
    #expect(seeds.agents == Set(Registry().surfaces.map(\.resource.id)).count)
    let read = try SeedReader.read(
      seeds.files.map { .text($0.text, name: $0.name) }, registry: Registry())
    #expect(read.agents.count == seeds.agents)
  }

  @Test func `They have made-up credentials and no secrets`() throws {
    var (recording, keys) = try Self.recording()
    recording.changeLast { exchange in
      guard var members = exchange.response?.body.json?.members else { return }
      members["leaked"] = "s3cr3t-planted"
      exchange.response?.body = .whole(JSON.object(members).bytes)
    }
    let text = try Self.seeds(of: recording).files.map(\.text).joined()
    for key in keys + ["s3cr3t-planted"] { #expect(!text.contains(key), "\(key)") }
    let secrets = try SeededRegistry.catalog.get().seeds.agents.flatMap { agent in
      JSON.object(agent.record).description.matches(of: /enc_[0-9a-f]{64}/).map { String($0.output) }
    }
    for secret in secrets where !secret.hasSuffix("000000") { #expect(!text.contains(secret)) }
  }

  @Test func `With them, the recorded requests are answered as the vendor answered them`() throws {
    let (recording, _) = try Self.recording()
    let files = try Self.seeds(of: recording).files
    let seeds = try SeedReader.read(files.map { .text($0.text, name: $0.name) }, registry: Registry())
    let result = try recording.compared(seeds: seeds)
    #expect(result.groups.map { "\($0.example)" } == [])
    #expect(result.compared == Registry().surfaces.count)
  }

  @Test func `What a seed file may not have is left out, and named`() throws {
    var (recording, _) = try Self.recording()
    recording.changeLast { exchange in
      guard let body = exchange.response?.body.json else { return }
      exchange.response?.body = .whole(Self.withFractions(body).bytes)
    }
    let seeds = try Self.seeds(of: recording)
    #expect(!seeds.omissions.isEmpty)
    _ = try SeedReader.read(seeds.files.map { .text($0.text, name: $0.name) }, registry: Registry())
  }

  /// Returns a body whose times have fractions of a second, as no seed may have them.
  private static func withFractions(_ body: JSON) -> JSON {
    switch body {
    case .string(let text): .string(text.replacing(/(T\d\d:\d\d:\d\d)Z$/, with: { "\($0.1).123Z" }))
    case .object(let members): .object(members.reduce(into: Members()) { $0[$1.name] = withFractions($1.value) })
    case .array(let elements): .array(elements.map(withFractions))
    case .null, .bool, .number: body
    }
  }
}
