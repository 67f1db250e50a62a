import CLibFuzzer
import Glibc
import JSON

/// Any bytes are read or refused; what was read is written and read back the same.
@main
enum FuzzJSON {
  static func main() {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(LLVMFuzzerRunDriver(&count, &arguments) { fuzzJSON($0, $1) })
  }
}

private func fuzzJSON(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = UnsafeBufferPointer(start: data, count: count)
  do throws(ReadError) {
    let value = try JSON(reading: input)
    let again = try JSON(reading: value.bytes)
    precondition(again == value, "changed by writing")
    let pretty = try JSON(reading: Array(value.prettyText.utf8))
    precondition(pretty == value, "changed by writing for people")
    exercise(value)
    let paths: Set<Path> = [.root, Path(.element(0)), Path(.member("a"), .element(1))]
    let positions = JSON.positions(of: paths, in: Array(input))
    precondition(positions[.root] != nil, "a text has a root")
  } catch {
    precondition(error.position.line >= 1 && error.position.column >= 1)
  }
  return 0
}

private func exercise(_ value: JSON) {
  switch value {
  case .number(let number):
    if let integer = number.integer { precondition(integer == number && integer.isIntegral) }
    precondition(!(number < number))
  case .array(let elements): elements.forEach(exercise)
  case .object(let members):
    for member in members {
      precondition(members[member.name] == member.value)
      exercise(member.value)
    }
  default: break
  }
}
