import FuzzSupport
import UnderstudyJSON

/// Any bytes are read or refused; what was read is written and read back the same.
@main
enum FuzzJSON {
  static func main() {
    fuzz { fuzzJSON($0, $1) }
  }
}

private func fuzzJSON(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = UnsafeBufferPointer(start: data, count: count)
  do throws(ReadError) {
    let value = try JSON(reading: input)
    let again = try JSON(reading: value.bytes)
    demand(again == value, "changed by writing")
    let pretty = try JSON(reading: Array(value.prettyText.utf8))
    demand(pretty == value, "changed by writing for people")
    exercise(value)
    let paths: Set<Path> = [.root, Path(.element(0)), Path(.member("a"), .element(1))]
    let positions = JSON.positions(of: paths, in: Array(input))
    demand(positions[.root] != nil, "a text has a root")
  } catch {
    demand(error.position.line >= 1 && error.position.column >= 1)
  }
  return 0
}

private func exercise(_ value: JSON) {
  switch value {
  case .number(let number):
    if let integer = number.integer { demand(integer == number && integer.isIntegral) }
    demand(!(number < number))
  case .array(let elements): elements.forEach(exercise)
  case .object(let members):
    for member in members {
      demand(members[member.name] == member.value)
      exercise(member.value)
    }
  default: break
  }
}
