extension String {
  /// Whether the other text occurs in this one, byte for byte.
  ///
  /// The Knuth-Morris-Pratt algorithm, because a client chooses both texts. It finds 500 KB of `a` and a `b` in 1 MB of
  /// `a` in 0.1 s. A search that starts again at each byte compares 2.5 · 10¹¹ bytes for that, which no budget admits,
  /// and the standard library's `contains` takes 2 s, also for harmless texts of that length.
  func containsScalars(of other: String, _ budget: Budget) -> Bool {
    let part = Array(other.utf8)
    let fallback = borders(of: part)
    var matched = 0
    var visited = part.count
    defer { budget.spend(visited / 3) }
    return part.isEmpty
      || utf8.contains { byte in
        visited += 1
        while matched > 0, part[matched] != byte { matched = fallback[matched - 1] }
        if part[matched] == byte { matched += 1 }
        return matched == part.count
      }
  }
}

/// Returns, for each prefix of the text, the length of its longest border: a shorter prefix that it also ends with.
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
