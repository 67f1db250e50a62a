/// The files of `seed-data` in the repository, which are part of the program.
package enum BuiltInSeeds {
  /// The files, also the schema, with their names.
  package static let files: [(name: String, bytes: [UInt8])] = [
    ("centerfy.json", PackageResources.centerfy_json),
    ("seed.schema.json", PackageResources.seed_schema_json),
    ("talkifai.json", PackageResources.talkifai_json),
    ("trillet.json", PackageResources.trillet_json),
    ("voicebip.json", PackageResources.voicebip_json),
  ]

  /// The seed files, with names that say in errors where they are from.
  static var seedFiles: [SeedFile] {
    files.filter { SeedSource.isSeedFile($0.name) }.map { SeedFile(name: "built-in/\($0.name)", bytes: $0.bytes) }
  }
}
