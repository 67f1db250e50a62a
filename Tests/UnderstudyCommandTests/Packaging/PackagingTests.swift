import Foundation
import Testing
import UnderstudyTestSupport

@Suite(
  "What `make dist` makes", .waits, .tags(.external), .needs(.make), .needs(.bash), .needs(.dpkg),
  .ends)
struct PackagingTests {
  @Test func `an archive is complete, runs from any place, and is the same each time`() throws {
    let files = try PackageFiles()
    defer { files.remove() }
    try files.run(
      """
      Packaging/tarball "$S/bundle" "$S/out/\(files.name).tar.gz"
      touch "$S"/bundle/*/*
      mkdir "$S/again"
      (umask 077 && Packaging/tarball "$S/bundle" "$S/again/\(files.name).tar.gz")
      cmp "$S/out/\(files.name).tar.gz" "$S/again/\(files.name).tar.gz"
      """, ["COMPRESSION": "--fast"])
    let listing = try files.run("tar -tzvf \"$S/out/\(files.name).tar.gz\"").split(separator: "\n")
    #expect(listing.allSatisfy { $0.contains(" 0/0 ") }, "numbers, which mean the same on each machine")
    let names = Set(listing.compactMap { $0.split(separator: " ").last.map { $0.dropFirst(files.name.count + 1) } })
    let expected = [
      "bin/understudy", "lib/libsqlite3-0123abcd.so.0", "share/man/man1/understudy.1",
      "share/bash-completion/completions/understudy", "share/zsh/site-functions/_understudy",
      "share/fish/vendor_completions.d/understudy.fish", "share/doc/understudy/changelog.md",
      "share/doc/understudy/Package.resolved", "share/doc/understudy/licences/example/LICENSE",
    ]
    for name in expected { #expect(names.contains(name[...]), "\(name)") }
    let unpacked = "mkdir \"$S/moved\" && tar -xzf \"$S/out/\(files.name).tar.gz\" -C \"$S/moved\""
    #expect(try files.run("\(unpacked) && \"$S/moved/\(files.name)/bin/understudy\" --version") == files.version)
  }

  @Test func `a Debian package says what it needs, has what Debian wants, and is the same each time`() throws {
    let files = try PackageFiles()
    defer { files.remove() }
    let quick = [
      // The program of tests loads Swift's libraries, which no Debian package has.
      "SHLIBDEPS": "dpkg-shlibdeps --ignore-missing-info", "COMPRESSION": "none",
    ]
    try files.run(
      """
      Packaging/deb "$S/program" "$S/licences" "$S/out"
      mkdir "$S/again"
      Packaging/deb "$S/program" "$S/licences" "$S/again"
      cmp "$S"/out/*.deb "$S"/again/*.deb
      """, quick)
    let fields = try files.run(
      "dpkg-deb --show --showformat='${Package} ${Version}\\n${Depends}\\n' \"$S\"/out/*.deb"
    )
    .split(separator: "\n")
    #expect(fields.first == "understudy \(files.version)-1")
    for library in ["libc6 (>= 2.", "libmicrohttpd12", "libsqlite3-0", "libcurl3-gnutls"] {
      #expect(fields.last?.contains(library) == true, "\(fields)")
    }
    let listing = try files.run("dpkg-deb --contents \"$S\"/out/*.deb").split(separator: "\n")
    #expect(listing.allSatisfy { $0.contains(" root/root ") })
    for name in [
      "usr/bin/understudy", "usr/share/man/man1/understudy.1.gz", "usr/share/doc/understudy/copyright",
      "usr/share/doc/understudy/changelog.gz", "usr/share/zsh/vendor-completions/_understudy",
    ] {
      #expect(listing.contains { $0.hasSuffix(" ./\(name)") }, "\(name)")
    }
    // A release is compressed, and does not look for Swift's libraries at their own place.
    let ofTests = [
      "custom-library-search-path", "uses-no-compression-for-control-tarball",
      "uses-no-compression-for-data-tarball",
    ]
    try files.run(
      """
      if command -v lintian > /dev/null; then
        lintian --allow-root --fail-on error --suppress-tags \(ofTests.joined(separator: ",")) "$S"/out/*.deb
      fi
      """)
  }

  @Test(.tags(.python), .needs(.lintTools))
  func `a list of contents is a valid document, with each package's version`() throws {
    let files = try PackageFiles()
    defer { files.remove() }
    let listed = try files.run(
      """
      Packaging/sbom "$PROGRAM" "$S/bundle" > "$S/sbom.json"
      .build/lint/bin/python -c '
      import json, sys
      from cyclonedx.schema import SchemaVersion
      from cyclonedx.validation.json import JsonStrictValidator
      text = open(sys.argv[1]).read()
      if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
          sys.exit(str(error))
      for part in json.loads(text)["components"]:
          print(part["purl"])
      ' "$S/sbom.json"
      """
    ).split(separator: "\n")
    let pins = try files.run(
      """
      /usr/bin/python3 -c '
      import json
      for pin in json.load(open("Package.resolved"))["pins"]:
          print(pin["location"].removeprefix("https://").removesuffix(".git").lower() + "@" + pin["state"]["version"])
      '
      """
    ).split(separator: "\n")
    #expect(pins.count > 5)
    for pin in pins { #expect(listed.contains("pkg:swift/\(pin)")) }
    #expect(listed.contains { $0.hasPrefix("pkg:generic/swift@6.") })
    let sqlite = try files.run("dpkg-query --show --showformat='${Version}' libsqlite3-0")
    #expect(listed.contains { $0.hasPrefix("pkg:deb/debian/libsqlite3-0@\(sqlite.replacing("+", with: "%2B"))?") })
    #expect(
      try files.fail("touch \"$S/bundle/lib/libother-0123abcd.so\"; Packaging/sbom \"$PROGRAM\" \"$S/bundle\"")
        .contains("does not load libother.so"))
  }

  @Test func `what several architectures made is joined, if it is undamaged`() throws {
    let files = try PackageFiles()
    defer { files.remove() }
    try files.run(
      """
      mkdir "$S/x64" "$S/arm64"
      echo same | tee "$S/x64/both" > "$S/arm64/both"
      echo 1 > "$S/x64/one"
      echo 2 > "$S/arm64/other"
      for part in x64 arm64; do (cd "$S/$part" && sha256sum -- * > "$S/sums" && mv "$S/sums" SHA256SUMS); done
      Packaging/merge "$S/all" "$S/x64" "$S/arm64"
      """)
    #expect(
      try files.run("cd \"$S/all\" && sha256sum --check SHA256SUMS") == "both: OK\none: OK\nother: OK")
    let sign = "(cd \"$S/arm64\" && sha256sum both other > SHA256SUMS)"
    #expect(
      try files.fail(
        "echo different > \"$S/arm64/both\"; \(sign); Packaging/merge \"$S/bad\" \"$S/x64\" \"$S/arm64\""
      )
      .contains("both differs between architectures"))
    #expect(
      try files.fail("echo damaged > \"$S/x64/one\"; Packaging/merge \"$S/bad\" \"$S/x64\"").contains("one: FAILED")
    )
  }

  @Test func `a damaged file is reported before anything is installed`() throws {
    let files = try PackageFiles()
    defer { files.remove() }
    let output = try files.fail(
      """
      echo archive > "$S/out/\(files.name).tar.gz"
      (cd "$S/out" && sha256sum -- * > "$S/sums" && mv "$S/sums" SHA256SUMS)
      echo damaged > "$S/out/\(files.name).tar.gz"
      Packaging/check "$S/out"
      """)
    #expect(output.contains("\(files.name).tar.gz: FAILED"), "\(output)")
    #expect(output.contains("FAILED   the checksums are right") && output.contains("`make dist`"), "\(output)")
  }

  @Test func `the notes of a release are its section of the changelog`() throws {
    let files = try PackageFiles()
    defer { files.remove() }
    let notes = try files.run("Packaging/release-notes 0.1.0")
    #expect(notes.hasPrefix("### Added") && notes.contains("Six update endpoints") && !notes.contains("## [0"))
    #expect(try files.fail("Packaging/release-notes 99.0.0").contains("no section \"## [99.0.0] - YYYY-MM-DD\""))
  }
}
