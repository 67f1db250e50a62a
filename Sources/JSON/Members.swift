/// The members of an object, in order, each name once.
///
/// Look-up scans the few members that objects usually have and uses an index beyond that, so an object with
/// a hundred thousand members from a hostile client costs no more than its length.
package struct Members: Sendable {
  package struct Member: Sendable {
    package let name: String
    package fileprivate(set) var value: JSON
  }

  private(set) var elements: [Member] = []
  private var names = NameFilter()
  private var index: [ExactName: Int]?
  private static let indexedBeyond = 32

  package init() {}

  mutating func reserveCapacity(_ count: Int) { elements.reserveCapacity(count) }

  package subscript(name: String) -> JSON? {
    get { position(of: name, bit: NameFilter.bit(of: name)).map { elements[$0].value } }
    set {
      if let newValue { set(name, to: newValue) } else { remove(name) }
    }
  }

  /// Sets a member, at the place of its namesake if there is one. Inlined into the reader, so that a member is
  /// made where it will stand; that is a twentieth of the time of reading.
  @inline(__always)
  mutating func set(_ name: consuming String, to value: consuming JSON) {
    let bit = NameFilter.bit(of: name)
    if let position = position(of: name, bit: bit) {
      elements[position].value = value
      return
    }
    names.insert(bit)
    elements.append(Member(name: name, value: value))
    if elements.count > Self.indexedBeyond { extendIndex() }
  }

  private mutating func remove(_ name: String) {
    guard let position = position(of: name, bit: NameFilter.bit(of: name)) else { return }
    elements.remove(at: position)
    index = nil
    if elements.count > Self.indexedBeyond { extendIndex() }
  }

  /// Where the member of this name is; `bit` is the name's bit in the filter.
  private func position(of name: String, bit: UInt64) -> Int? {
    guard names.mayContain(bit) else { return nil }
    if let index { return index[ExactName(name)] }
    let elements = elements.span
    return elements.indices.first { elements[$0].name.hasSameScalars(as: name) }
  }

  /// Takes the last member into the index, or all members into a new one.
  private mutating func extendIndex() {
    guard index == nil else {
      if let last = elements.last { index?[ExactName(last.name)] = elements.count - 1 }
      return
    }
    let positions = elements.enumerated().map { (ExactName($0.element.name), $0.offset) }
    index = Dictionary(uniqueKeysWithValues: positions)
  }
}

extension Members: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { elements.count }
  package subscript(position: Int) -> Member { elements[position] }
}

extension Members: Equatable {
  package static func == (left: Members, right: Members) -> Bool {
    left.count == right.count && left.allSatisfy { right[$0.name] == $0.value }
  }
}

extension Members: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSON)...) {
    for (name, value) in elements { self[name] = value }
  }
}
