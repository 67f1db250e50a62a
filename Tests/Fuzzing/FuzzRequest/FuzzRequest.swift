import FuzzSupport
import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

/// Whole requests, taken apart as a server would, through every emulated endpoint: each gets a proper answer, and what
/// is stored stays a proper record. They are written as in `Request(fuzzed:)`.
@main
enum FuzzRequest {
  static func main() {
    fuzz { data, count in
      let text = String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
      check(Request(fuzzed: text, world.targets))
      return 0
    }
  }
}

private func check(_ request: Request) {
  guard case .immediate(let response) = world.emulator.answer(request) else { fatalError("the answer waits") }
  demand([200, 204, 400, 401, 403, 404, 405].contains(response.status), "status \(response.status)")
  if response.status != 204 {
    do throws(ReadError) {
      _ = try JSON(reading: response.body)
    } catch {
      fatalError("the answer is not JSON: \(error)")
    }
  }
  for field in response.fields {
    demand(field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }, "\(field) is not plain")
  }
  if response.status == 200 { world.checkRecords() }
}

private let world = FuzzServer()
