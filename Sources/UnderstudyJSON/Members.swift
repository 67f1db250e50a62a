/// The members of an object, in order, with unique names. Looking a name up scans the members of a small object and uses
/// a dictionary for a larger one, so that its time does not grow with their number.
package struct Members: Sendable {
  package struct Member: Sendable {
    package let key: Name
    package fileprivate(set) var value: JSON

    package var name: String { key.text }
  }

  private(set) var elements: [Member] = []
  private var index: [Name: Int]?
  private static let indexedBeyond = 32

  package init() {}

  package mutating func reserveCapacity(_ count: Int) { elements.reserveCapacity(count) }

  package subscript(name: String) -> JSON? {
    get { self[Name(name)] }
    set { self[Name(name)] = newValue }
  }

  package subscript(name: Name) -> JSON? {
    get { position(of: name).map { elements[$0].value } }
    set {
      if let newValue { set(name, to: newValue) } else { remove(name) }
    }
  }

  /// Returns the value of a name, and the position of its member. The search begins at a position: for an object whose
  /// members are asked for in their order, it finds each at once.
  package func value(of name: Name, near position: Int) -> (value: JSON, position: Int)? {
    let isThere = elements.indices.contains(position) && elements[position].key == name
    guard let found = isThere ? position : self.position(of: name) else { return nil }
    return (elements[found].value, found)
  }

  /// Appends a member whose name is not there yet.
  @inline(__always)
  private mutating func append(_ name: Name, _ value: JSON) {
    elements.append(Member(key: name, value: value))
    if elements.count > Self.indexedBeyond { extendIndex() }
  }

  /// Whether all names satisfy a condition. Iterating over the members would retain and release each.
  package func allNames(satisfy isSatisfied: (Name) -> Bool) -> Bool {
    let elements = elements.span
    for index in elements.indices where !isSatisfied(elements[index].key) { return false }
    return true
  }

  /// Whether a member is an empty text.
  package var hasEmptyText: Bool {
    let elements = elements.span
    for index in elements.indices {
      if case .string(let text) = elements[index].value, text.isEmpty { return true }
    }
    return false
  }

  /// Sets the value of a member, or appends a member. Inlining it into the reader, which then creates the member in place,
  /// saves 5 % of the time of reading.
  @inline(__always)
  package mutating func set(_ name: consuming Name, to value: consuming JSON) {
    if let position = position(of: name) {
      elements[position].value = value
    } else {
      append(name, value)
    }
  }

  private mutating func remove(_ name: Name) {
    guard let position = position(of: name) else { return }
    elements.remove(at: position)
    index = nil
    if elements.count > Self.indexedBeyond { extendIndex() }
  }

  private func position(of name: Name) -> Int? {
    if let index { return index[name] }
    let elements = elements.span
    for position in elements.indices where elements[position].key == name { return position }
    return nil
  }

  /// Adds the last member to the index, or creates the index.
  private mutating func extendIndex() {
    if index != nil, let last = elements.last {
      index?[last.key] = elements.count - 1
      return
    }
    index = Dictionary(uniqueKeysWithValues: elements.enumerated().map { ($0.element.key, $0.offset) })
  }
}

/// The members of an object with a Bloom filter, for looking up many names that it mostly does not have.
///
/// Checking 8 members against 60 fields takes 0.2 µs. Without the filter it takes 0.7 µs, which is 2 % of an update.
package struct Lookup: Sendable {
  private let members: Members
  /// The bits of all names. A name whose bit is not set is not a member.
  package private(set) var filter: UInt64 = 0

  package init(_ members: Members) {
    self.members = members
    let elements = members.elements.span
    for index in elements.indices { filter |= Self.bit(of: elements[index].key) }
  }

  @inline(__always)
  package subscript(name: Name) -> JSON? { filter & Self.bit(of: name) == 0 ? .none : members[name] }

  package static func bit(of name: Name) -> UInt64 { 1 << (name.number >> 58) }
}

extension Members: RandomAccessCollection, Equatable, ExpressibleByDictionaryLiteral {
  package var startIndex: Int { 0 }
  package var endIndex: Int { elements.count }
  package subscript(position: Int) -> Member { elements[position] }
  // The default iterator would call a coroutine for each member.
  package func makeIterator() -> IndexingIterator<[Member]> { elements.makeIterator() }

  package static func == (left: Members, right: Members) -> Bool {
    left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
  }

  package init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }

  init(_ elements: [(String, JSON)]) {
    reserveCapacity(elements.count)
    for (name, value) in elements { self[name] = value }
  }
}
