import Foundation
import Synchronization
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
    /// The last one is the first to be run: a test that has begun goes on before hundreds that have not. Else the framework
    /// looks for the end of a process without pause, until the test that waits for it has its turn.
    private let jobs = Mutex<[UnownedJob]>([])

    init() { queue.maxConcurrentOperationCount = 8 }

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      jobs.withLock { $0.append(job) }
      queue.addOperation {
        self.jobs.withLock { $0.popLast() }?.runSynchronously(on: self.asUnownedTaskExecutor())
      }
    }
  }
}

extension Trait where Self == WaitingThreads {
  /// The tests wait for programs, connections or delays.
  package static var waits: Self { WaitingThreads() }
}
