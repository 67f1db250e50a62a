import FuzzSupport
import Glibc
import UnderstudyJSON
import UnderstudyStore
import UnderstudyVendors

/// Any bytes as a seed file: refused with the place of every error, or accepted. Then a server can work with
/// them, and its export is an equal seed file.
@main
enum FuzzSeeds {
  static func main() {
    fuzz { data, count in
      let input = UnsafeBufferPointer(start: data, count: count)
      do throws(SeedLoadingError) {
        check(try read(Array(input)))
      } catch {
        guard case .invalid(let errors) = error, !errors.isEmpty else { fatalError("\(error)") }
        let lines = input.count { $0 == UInt8(ascii: "\n") } + 1
        for error in errors {
          demand(1...lines ~= error.position.line && error.position.column >= 1, "\(error)")
          demand(error.file == path && !error.message.isEmpty, "\(error)")
        }
      }
      return 0
    }
  }
}

private func check(_ seeds: SeedSet) {
  do {
    try world.store.replaceSeeds(seeds.storedAgents)
    world.emulator.useReferenceData(of: seeds)
    let exported = try export()
    let again = try read(exported.bytes)
    try world.store.replaceSeeds(again.storedAgents)
    world.emulator.useReferenceData(of: again)
    let exportedAgain = try export()
    demand(exportedAgain == exported, "an export's export is another")
  } catch {
    fatalError("what was accepted cannot be used: \(error)")
  }
}

/// What `GET /__admin/export` answers.
private func export() throws -> JSON {
  guard
    case .immediate(let response)? = world.control.localReply(to: .init(method: "GET", target: "/__admin/export")),
    response.status == 200
  else { fatalError("no export") }
  return try JSON(reading: response.body)
}

/// As a file, because that is what seeds are; one without a name, so that nothing stays.
private func read(_ bytes: [UInt8]) throws(SeedLoadingError) -> SeedSet {
  demand(ftruncate(file, 0) == 0 && pwrite(file, bytes, bytes.count, 0) == bytes.count)
  return try SeedReader.read([.file(path)], registry: world.registry)
}

private let file = fileno(tmpfile())
private let path = "/proc/self/fd/\(file)"
private let world = FuzzServer()
