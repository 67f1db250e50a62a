import Foundation
import Testing

/// Debian's package of the validator that checks HAR 1.2 by its JSON Schema.
package enum HARValidator {
  /// Fails the test if a file is not valid.
  package static func check(_ path: String) throws {
    let node = try #require(ExternalProgram.node.path)
    let script = #"""
      const validate = require("har-validator/lib/promise");
      const har = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
      validate.har(har).then(() => console.log(`valid: ${har.log.entries.length}`),
        (error) => { console.log(JSON.stringify(error.errors)); process.exit(1); });
      """#
    // Another Node than Debian's does not look there.
    let variables = ["NODE_PATH": "/usr/share/nodejs"]
    let (code, output) = try ExternalCommand.run([node, "-e", script, path], variables)
    #expect(code == 0 && output.hasPrefix("valid: "), "\(output)")
  }
}
