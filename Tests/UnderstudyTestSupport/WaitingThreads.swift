import Foundation
import Testing

/// Runs the tests of a suite on threads of their own, because they wait for programs, connections or delays: tests otherwise
/// share one thread for each processor, which a test that waits takes from those that compute.
package struct WaitingThreads: SuiteTrait, TestTrait, TestScoping {
  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(Executor.shared) { try await function() }
  }

  private final class Executor: TaskExecutor {
    static let shared = Executor()
    /// More would only wait for each other: most of what they wait for takes a processor too.
    private let queue = OperationQueue()

    init() { queue.maxConcurrentOperationCount = 8 }

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      queue.addOperation { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }
}

extension Trait where Self == WaitingThreads {
  /// The tests wait for programs, connections or delays.
  package static var waits: Self { WaitingThreads() }
}
