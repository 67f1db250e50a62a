import Synchronization
import UnderstudyJSON

/// The compiled regular expressions of the process, by their patterns.
///
/// Mappings keep patterns only: a compiled expression takes from 3 KB to 16 MB. What is compiled is bounded here, for all
/// mappings and calls together, and shared by those with the same pattern. What is not here is compiled again.
final class ExpressionCache: Sendable {
  static let shared = ExpressionCache(limit: 64 << 20)

  private let limit: Int
  private let state = Mutex(State())

  fileprivate struct State {
    /// By names, because strings are equal that an expression tells apart.
    var entries: [Name: Entry] = [:]
    var bytes = 0
  }

  fileprivate struct Entry {
    let expression: CompiledExpression
    /// An upper bound of the memory that it takes.
    var bytes: Int
  }

  /// - Parameter limit: The most memory of all expressions, in bytes.
  init(limit: Int) { self.limit = limit }

  /// About the memory of all expressions, in bytes; an upper bound.
  var bytes: Int { state.withLock(\.bytes) }

  subscript(pattern: Name) -> CompiledExpression? { state.withLock { $0.entries[pattern]?.expression } }

  /// Keeps an expression, and removes others if all together take too much.
  /// - Parameter bytes: An upper bound of the memory that it takes now.
  func keep(_ expression: CompiledExpression, for pattern: Name, taking bytes: Int) {
    // Freed outside of the lock.
    let removed = state.withLock { $0.keep(expression, for: pattern, taking: bytes, limit: limit) }
    withExtendedLifetime(removed) {}
  }
}

extension ExpressionCache.State {
  /// - Returns: The removed expressions.
  fileprivate mutating func keep(
    _ expression: CompiledExpression, for pattern: Name, taking size: Int, limit: Int
  ) -> [CompiledExpression] {
    if let entry = entries[pattern], entry.expression === expression, entry.bytes >= size { return [] }
    var removed = [remove(at: entries.index(forKey: pattern))]
    guard size <= limit else { return removed.compactMap(\.self) }
    // Any others: with those that were not used for longest, calls that compare in turn would always miss.
    while bytes + size > limit, !entries.isEmpty { removed.append(remove(at: entries.startIndex)) }
    entries[pattern] = ExpressionCache.Entry(expression: expression, bytes: size)
    bytes += size
    return removed.compactMap(\.self)
  }

  private mutating func remove(at index: [Name: ExpressionCache.Entry].Index?) -> CompiledExpression? {
    guard let index else { return nil }
    let entry = entries.remove(at: index).value
    bytes -= entry.bytes
    return entry.expression
  }
}
