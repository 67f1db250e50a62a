/// Seed files as text.
enum SeedText {
  /// A file with one agent, which `cfy_organization_key` of the committed seeds reaches.
  static func agent(_ id: String, name: String) -> (Centerfy, text: String) {
    let text = """
      {"centerfy": {"agents": [{
        "id": "\(id)",
        "organization_id": "88e7bb59-42b2-4f8f-b818-83dfc129dd1b",
        "sub_account_id": "d457c95d-de9e-42f3-9e21-530c5cd4caa1",
        "name": "\(name)",
        "is_active": true,
        "updated_at": "2026-01-01T00:00:00Z"
      }]}}
      """
    return (Centerfy(id: id, key: "cfy_organization_key"), text)
  }
}
