import UnderstudyVendors

extension SeedSource {
  /// The seeds of ``Vendor/synthetic``. The first account reaches the first things, the last thing is another team's.
  package static let synthetic = SeedSource.text(
    """
    {
      "synthetic": {
        "accounts": [
          {"id": "acc_owner", "team_id": "team_1", "role": "owner", "keys": ["key_owner"],
           "signatures": ["signature_owner"], "session": "session_owner"},
          {"id": "acc_guest", "team_id": "team_1", "keys": ["key_guest"], "session": "session_guest"},
          {"id": "acc_alone", "keys": ["key_alone"]}
        ],
        "teams": [{"id": "team_1", "plan": "free", "keys": ["team_key_1"]}, {"id": "team_2", "keys": ["team_key_2"]}],
        "voices": [{"id": "voice_1", "title": "First voice"}],
        "things": [
          {"id": "00000000-0000-4000-8000-00000000000a", "team_id": "team_1", "owner_id": "acc_owner", "name": "Draft",
           "model": "m1", "kind": "basic", "voice": "voice_1",
           "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"},
          {"id": "00000000-0000-4000-8000-00000000000b", "team_id": "team_1", "owner_id": "acc_owner", "name": "Live",
           "model": "m1", "kind": "basic", "voice": "voice_1", "state": "live", "opens": null,
           "created_at": "2026-01-02T00:00:00Z", "updated_at": "2026-01-02T00:00:00Z"},
          {"id": "00000000-0000-4000-8000-00000000000c", "team_id": "team_1", "owner_id": "acc_guest", "name": "Locked",
           "model": "m1", "kind": "text", "state": "locked",
           "created_at": "2026-01-03T00:00:00Z", "updated_at": "2026-01-03T00:00:00Z"},
          {"id": "00000000-0000-4000-8000-00000000000d", "team_id": "team_1", "owner_id": "acc_guest", "name": "Guest's",
           "model": "m1", "kind": "basic",
           "created_at": "2026-01-04T00:00:00Z", "updated_at": "2026-01-04T00:00:00Z"},
          {"id": "00000000-0000-4000-8000-00000000000e", "team_id": "team_2", "owner_id": "acc_other", "name": "Other",
           "model": "m1", "kind": "basic",
           "created_at": "2026-01-05T00:00:00Z", "updated_at": "2026-01-05T00:00:00Z"}
        ],
        "flows": [
          {"_id": "flow_1", "team_id": "team_1", "title": "First",
           "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"},
          {"_id": "flow_2", "team_id": "team_1", "title": "Second",
           "createdAt": "2026-01-02T00:00:00Z", "updatedAt": "2026-01-02T00:00:00Z"},
          {"_id": "flow_3", "team_id": "team_1", "title": "Third",
           "createdAt": "2026-01-03T00:00:00Z", "updatedAt": "2026-01-03T00:00:00Z"},
          {"_id": "flow_4", "team_id": "team_2", "title": "Other",
           "createdAt": "2026-01-04T00:00:00Z", "updatedAt": "2026-01-04T00:00:00Z"}
        ]
      }
    }
    """, name: "synthetic.json")
}
