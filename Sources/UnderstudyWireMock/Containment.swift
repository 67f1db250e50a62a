extension String {
  /// Whether the other text stands anywhere in this one, byte for byte.
  ///
  /// By Knuth, Morris and Pratt, so that the work is linear: both texts are clients', and may be a megabyte of `a`.
  func containsScalars(of other: String, _ budget: Budget) -> Bool {
    let part = Array(other.utf8)
    let fallback = borders(of: part)
    var matched = 0
    var visited = part.count
    defer { budget.take(visited / 3) }
    return part.isEmpty
      || utf8.contains { byte in
        visited += 1
        while matched > 0, part[matched] != byte { matched = fallback[matched - 1] }
        if part[matched] == byte { matched += 1 }
        return matched == part.count
      }
  }
}

/// For each start of the text, how long the longest shorter start is that it also ends with.
private func borders(of text: [UInt8]) -> [Int] {
  var borders: [Int] = []
  var length = 0
  for (offset, byte) in text.enumerated() {
    while length > 0, text[length] != byte { length = borders[length - 1] }
    if offset > 0, text[length] == byte { length += 1 }
    borders.append(length)
  }
  return borders
}
