import UnderstudyJSON

/// Where a scanner is in a HAR file: the open arrays and objects, and which of them lead to the entries.
struct HARPlace {
  enum Kind: String {
    case object = "an object"
    case array = "an array"
    case string = "a string"
    case scalar = "a number, `true`, `false` or `null`"
  }

  /// The innermost open value of those that lead to the entries.
  enum Stage { case file, log, entries, entry }

  private var stage = Stage.file
  /// Of each open array or object, whether it is an array.
  private var isArray: [Bool] = []
  /// The name of the latest member of the file, the log or an entry; empty for others.
  var name = ""
  private(set) var hasLog = false
  private(set) var hasEntries = false

  var depth: Int { isArray.count }
  var isInArray: Bool { isArray.last == true }
  var isInEntry: Bool { stage == .entry }

  /// Whether the next name is of a member of the file, the log or an entry.
  var hasNameOfInterest: Bool {
    switch (stage, depth) {
    case (.file, 1), (.log, 2), (.entry, 4): true
    default: false
    }
  }

  /// Whether the next value is the start time of an entry.
  var isStartTime: Bool { stage == .entry && depth == 4 && name == "startedDateTime" }

  /// Whether the next value is an entry.
  var opensEntry: Bool { stage == .entries && depth == 3 }

  private var opensLog: Bool { stage == .file && depth == 1 && name == "log" }
  private var opensEntries: Bool { stage == .log && depth == 2 && name == "entries" }

  /// Returns why the next value is invalid; nil if it is not.
  func error(of kind: Kind) -> String? {
    let expected: Kind? =
      if depth == 0 || opensLog || opensEntry { .object } else if opensEntries { .array } else if isStartTime {
        .string
      } else {
        nil
      }
    if opensLog && hasLog || opensEntries && hasEntries { return "the member occurs twice; remove one of them" }
    guard let expected, expected != kind else { return nil }
    return depth == 0
      ? "a HAR file must be an object with the member `log`, but is \(kind.rawValue)"
      : "must be \(expected.rawValue), but is \(kind.rawValue)"
  }

  mutating func open(isArray: Bool) {
    if opensLog {
      (stage, hasLog) = (.log, true)
    } else if opensEntries {
      (stage, hasEntries) = (.entries, true)
    } else if opensEntry {
      stage = .entry
    }
    self.isArray.append(isArray)
  }

  /// Whether the next bracket that closes ends an entry.
  var closesEntry: Bool { stage == .entry && depth == 4 }

  mutating func close() {
    isArray.removeLast()
    switch (stage, depth) {
    case (.entry, 3): stage = .entries
    case (.entries, 2): stage = .log
    case (.log, 1): stage = .file
    default: break
    }
  }

  /// Returns the path of the innermost value of those that lead to the entries.
  /// - Parameter entry: the number of entries before, from 0.
  func path(entry: Int) -> Path {
    switch stage {
    case .file: .root
    case .log: Path(.member("log"))
    case .entries: Path(.member("log"), .member("entries"))
    case .entry: Path(.member("log"), .member("entries"), .element(entry))
    }
  }

  /// Returns the path of the next value.
  func valuePath(_ entry: Int) -> Path {
    if opensEntry { return path(entry: entry).element(entry) }
    return opensLog || opensEntries || isStartTime ? path(entry: entry).member(name) : path(entry: entry)
  }
}
