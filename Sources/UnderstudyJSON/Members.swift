/// The members of an object, in order, each name once.
///
/// Look-up scans the few members that objects usually have and uses an index beyond that, so an object with
/// a hundred thousand members from a hostile client costs no more than its length.
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

  /// Sets a member, at the place of its namesake if there is one. Inlined into the reader, so that a member is
  /// made where it will stand; that is a twentieth of the time of reading.
  @inline(__always)
  package mutating func set(_ name: consuming Name, to value: consuming JSON) {
    if let position = position(of: name) {
      elements[position].value = value
      return
    }
    elements.append(Member(key: name, value: value))
    if elements.count > Self.indexedBeyond { extendIndex() }
  }

  private mutating func remove(_ name: Name) {
    guard let position = position(of: name) else { return }
    elements.remove(at: position)
    index = nil
    if elements.count > Self.indexedBeyond { extendIndex() }
  }

  /// Where the member of this name is.
  private func position(of name: Name) -> Int? {
    if let index { return index[name] }
    let elements = elements.span
    for position in elements.indices where elements[position].key == name { return position }
    return nil
  }

  /// Takes the last member into the index, or all members into a new one.
  private mutating func extendIndex() {
    guard index == nil else {
      if let last = elements.last { index?[last.key] = elements.count - 1 }
      return
    }
    let positions = elements.enumerated().map { ($0.element.key, $0.offset) }
    index = Dictionary(uniqueKeysWithValues: positions)
  }
}

/// The members of an object that is looked at for many names, most of which it does not have.
package struct Lookup: Sendable {
  private let members: Members
  /// A bit for each name: where a name's is not set, the name is not there. (A Bloom filter.)
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

extension Members: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { elements.count }
  package subscript(position: Int) -> Member { elements[position] }
  // The collection's own would make a coroutine for each member.
  package func makeIterator() -> IndexingIterator<[Member]> { elements.makeIterator() }
}

extension Members: Equatable {
  package static func == (left: Members, right: Members) -> Bool {
    left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
  }
}

extension Members: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }

  init(_ elements: [(String, JSON)]) {
    reserveCapacity(elements.count)
    for (name, value) in elements { self[name] = value }
  }
}
