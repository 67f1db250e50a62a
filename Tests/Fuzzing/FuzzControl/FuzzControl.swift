import FuzzSupport
import Glibc
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer
import UnderstudyVendors

/// Calls of the control plane and updates in any order, parted by lines of `---`: each is answered in JSON, in a
/// bounded time, and what is stored stays proper records, whatever was put before the endpoints.
///
/// Each call is written as in `Request(fuzzed:)`, and goes to the emulator where the control plane does not take it.
@main
enum FuzzControl {
  static func main() {
    fuzz { data, count in
      let text = String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
      for call in text.split(separator: "\n---\n").prefix(16) {
        answer(Request(fuzzed: String(call), world.targets))
      }
      world.checkRecords()
      checkExport()
      // The next input finds a server as it began, and tidied up, as a server's housekeeping does once a second.
      answer(Request(method: "DELETE", target: "/__admin/sandboxes"))
      _ = try? world.store.sweep()
      return 0
    }
  }
}

private func answer(_ request: Request) {
  let before = processorSeconds()
  let reply = world.answer(request)
  let after = processorSeconds()
  // Nothing that is so short may take long.
  demand(after - before < 3, "\(request.method) \(request.target) took \(after - before) s")
  // Delayed and streamed responses have no client here.
  if case .streaming(_, let feed) = reply { feed.end() }
  guard case .immediate(let response) = reply else { return }
  demand((200...599).contains(response.status), "status \(response.status)")
  for field in response.fields {
    demand(field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }, "\(field) ends its line")
  }
  guard request.target.hasPrefix("/__admin"), !response.body.isEmpty, response.fields[.contentType] == json else {
    return
  }
  do throws(ReadError) {
    _ = try JSON(reading: response.body, maximumDepth: 300)
  } catch {
    fatalError("the answer is not JSON: \(error)")
  }
}

private let json = "application/json"

/// What is stored can be seeded, whatever calls made it.
private func checkExport() {
  guard case .immediate(let response) = world.answer(Request(method: "GET", target: "/__admin/export")) else {
    return
  }
  do throws(SeedLoadingError) {
    let text = String(decoding: response.body, as: UTF8.self)
    _ = try SeedReader.read([.text(text, name: "export")], registry: world.registry)
  } catch {
    fatalError("an export is no seed file: \(error)")
  }
}

/// How long this thread has worked, whatever else the machine does.
private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

private let world = FuzzServer()
