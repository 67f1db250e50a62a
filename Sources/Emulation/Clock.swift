import Foundation
import Schema

/// What time it is for agents: the system's, or one that stands still.
package struct Clock: Sendable {
  private let frozen: Timestamp?

  package init(frozenAt time: Timestamp? = nil) { frozen = time }

  package var now: Timestamp { frozen ?? Timestamp(Date()) }
}
