/// An operation of a JSON Patch (RFC 6902).
package enum PatchOperation: Sendable, Equatable {
  /// Sets a member, or inserts an element at the index.
  case add(Path, JSON)
  case remove(Path)
  case replace(Path, JSON)

  package var path: Path {
    switch self {
    case .add(let path, _), .remove(let path), .replace(let path, _): path
    }
  }

  /// The operation as JSON: `{"op":"add","path":"/a/0","value":1}`.
  package var json: JSON {
    switch self {
    case .add(let path, let value): ["op": "add", "path": .string(path.pointer), "value": value]
    case .remove(let path): ["op": "remove", "path": .string(path.pointer)]
    case .replace(let path, let value): ["op": "replace", "path": .string(path.pointer), "value": value]
    }
  }
}

extension JSON {
  /// Returns the operations that change one value into another; none if they are equal.
  ///
  /// Inserted and removed elements of an array are found if all others are unchanged. Otherwise elements are compared index
  /// by index, so there may be shorter patches. A value is compared at most once for each level above it.
  ///
  /// An operation contains its whole path, so many changes below a long name would make a patch of gigabytes. If all paths
  /// together have more than a megabyte, the members of the outermost object are replaced as a whole.
  package static func patch(from old: JSON, to new: JSON) -> [PatchOperation] {
    for depth in [Int.max, 1] {
      var comparison = PatchComparison(depth: depth)
      comparison.compare(old, new)
      if !comparison.isTooLong { return comparison.operations }
    }
    return [.replace(.root, new)]
  }
}

private struct PatchComparison {
  /// The number of levels that are compared.
  let depth: Int
  var operations: [PatchOperation] = []
  var path = Path.root
  var pathBytesLeft = 1 << 20

  var isTooLong: Bool { pathBytesLeft < 0 }

  private mutating func append(_ operation: PatchOperation) {
    // About the length of each step in a pointer.
    pathBytesLeft -= operation.path.steps.reduce(0) { sum, step in
      if case .member(let name) = step { sum + name.utf8.count + 1 } else { sum + 8 }
    }
    if !isTooLong { operations.append(operation) }
  }

  mutating func compare(_ old: JSON, _ new: JSON) {
    if isTooLong { return }
    switch (old, new) {
    case (.object(let old), .object(let new)) where path.steps.count < depth: compare(old, new)
    case (.array(let old), .array(let new)) where path.steps.count < depth: compare(old, new)
    default: if old != new { append(.replace(path, new)) }
    }
  }

  private mutating func compare(_ old: Members, _ new: Members) {
    for member in old where new[member.name] == nil { append(.remove(path.member(member.name))) }
    for member in new {
      if let value = old[member.name] {
        descend(.member(member.name), value, member.value)
      } else {
        append(.add(path.member(member.name), member.value))
      }
    }
  }

  private mutating func compare(_ old: [JSON], _ new: [JSON]) {
    var (start, oldEnd, newEnd) = (0, old.count, new.count)
    // In arrays of the same length each element is compared below, only once.
    if old.count != new.count {
      while start < min(oldEnd, newEnd), old[start] == new[start] { start += 1 }
      while min(oldEnd, newEnd) > start, old[oldEnd - 1] == new[newEnd - 1] {
        oldEnd -= 1
        newEnd -= 1
      }
    }
    let common = min(oldEnd, newEnd)
    for index in start..<common { descend(.element(index), old[index], new[index]) }
    // From the last, so that no removal changes the index of the next.
    for index in (common..<oldEnd).reversed() { append(.remove(path.element(index))) }
    for index in common..<newEnd { append(.add(path.element(index), new[index])) }
  }

  private mutating func descend(_ step: Path.Step, _ old: JSON, _ new: JSON) {
    path.steps.append(step)
    compare(old, new)
    path.steps.removeLast()
  }
}
