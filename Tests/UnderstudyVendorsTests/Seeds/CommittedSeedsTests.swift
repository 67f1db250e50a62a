import Foundation
import Testing
import UnderstudyJSON
import UnderstudyVendors

@Suite("The committed seeds") struct CommittedSeedsTests {
  private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../seed-data").standardizedFileURL.path
  private static let seeds = Result {
    try SeedReader.read(directories: [directory], registry: Registry())
  }
  private static let organization: JSON = "88e7bb59-42b2-4f8f-b818-83dfc129dd1b"
  private static let subAccount: JSON = "d457c95d-de9e-42f3-9e21-530c5cd4caa1"
  private static let otherOrganization: JSON = "3f0c7a52-6a0d-4c39-9d0e-5b8f6d3c1a11"

  @Test func `They have no warnings`() throws {
    #expect(try Self.seeds.get().warnings.map(\.description) == [])
  }

  @Test func `The keys of Centerfy are these`() throws {
    let keys = try Self.seeds.get().records[SeedSet.TableID(vendor: "centerfy", table: "keys")]
    #expect(
      keys == [
        ["key": "cfy_your_api_key", "organization_id": Self.organization, "sub_account_id": Self.subAccount],
        ["key": "cfy_organization_key", "organization_id": Self.organization],
        ["key": "cfy_other_organization_key", "organization_id": Self.otherOrganization],
        [
          "key": "cfy_small_key", "organization_id": Self.organization, "sub_account_id": Self.subAccount,
          "requestsPerMinute": 2,
        ],
      ])
  }

  @Test func `The agents of Centerfy are these`() throws {
    let agents = try Self.seeds.get().agents.filter { $0.collection == "centerfy" }
    let found = agents.map { [.string($0.id), $0.record["organization_id"], $0.record["sub_account_id"]] }
    #expect(
      found == [
        ["d8f2a229-2f5c-42ba-ac65-402f2c25fee2", Self.organization, Self.subAccount],
        ["6c16d554-e5e0-4a27-86fa-d2c3324db11a", Self.organization, Self.subAccount],
        ["0b9f3a54-7c1e-4d6b-8a55-9d2f4e6b7c80", Self.organization, "7a3e2b10-1f4c-4f2e-9b1a-2c6d8e0f4a35"],
        ["c5d1e8f2-3b4a-4c6d-9e7f-0a1b2c3d4e5f", Self.otherOrganization, "e2b7c9d4-5a6f-4b1c-8d3e-7f0a9b8c6d5e"],
      ])
  }

  @Test func `Every agent of Centerfy has every field`() throws {
    let fields = try #require(Vendor.centerfy.resources.first).record.fields.map(\.name)
      .filter { $0 != "archived_at" }
    for agent in try Self.seeds.get().agents where agent.collection == "centerfy" {
      #expect(Set(agent.record.map(\.name)) == Set(fields), "\(agent.id)")
    }
  }

  @Test("Every agent can be reached, and each credential reaches one", arguments: Registry().surfaces)
  func reach(_ surface: Surface) throws {
    let seeds = try Self.seeds.get()
    let table = SeedSet.TableID(vendor: surface.vendor, table: surface.credential.table)
    let accounts = (seeds.records[table] ?? []).filter { account in
      surface.credential.tokens.contains { _, member in
        account[member]?.string != nil || account[member]?.array?.isEmpty == false
      }
    }
    let agents = seeds.agents.filter { $0.collection == surface.resource.id }
    let reaches = { (account: Members, agent: SeedSet.Agent) in
      surface.operations[0].admits(account, to: agent.record)
    }
    #expect(!agents.isEmpty && agents.allSatisfy { agent in accounts.contains { reaches($0, agent) } })
    // A member who created no agent has access to none, and accounts with limits have room; the seeds contain one of
    // each on purpose.
    let lonely = accounts.filter { account in
      !agents.contains { reaches(account, $0) } && account["role"] != "member"
        && account["requestsPerMinute"] == nil
    }
    #expect(lonely == [])
  }

  @Test(
    "The agents that the contracts name are there",
    arguments: [
      ("trillet-omni-flow", ["agentIdExample", "674b9687d56a35c024db9cd1"]),
      ("trillet-call", ["agentIdExample", "674b9687d56a35c024db9cd2"]),
      ("voicebip", ["agt_PAEZ_njcfm2kycpjs", "agt_PAEZ_byomk7m2n9p4", "agt_OTHR_q1w2e3r4t5y6"]),
      (
        "talkifai",
        [
          "agent_abc123", "5b710eca-ee67-4c3a-aeb6-8b541f451b40", "agent_realtime01", "agent_text01",
          "agent_commercial01", "agent_private01", "agent_byok01", "agent_other01",
        ]
      ),
    ])
  func agents(_ collection: String, _ ids: [String]) throws {
    #expect(Set(try Self.seeds.get().agents.filter { $0.collection == collection }.map(\.id)) == Set(ids))
  }

  @Test func `Each file names the schema beside it`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.directory)
      .filter { $0.hasSuffix(".json") && $0 != "seed.schema.json" }
    #expect(Set(names) == Set(Registry().vendors.map { "\($0.id).json" }))
    for name in names {
      let text = try Data(contentsOf: URL(filePath: "\(Self.directory)/\(name)"))
      #expect(try JSON(reading: Array(text)).members?.first?.name == "$schema", "\(name)")
      #expect(try JSON(reading: Array(text)).members?["$schema"] == "seed.schema.json", "\(name)")
    }
  }
}
