/// One way to do the work that is timed.
struct Candidate {
  let title: String
  /// Microseconds for one call, averaged over as many as are asked for.
  let microseconds: (_ repeats: Int) -> Double

  /// Generic, so that no candidate pays for boxing its result.
  init<Result>(_ title: String, run: @escaping () throws -> Result) {
    self.title = title
    microseconds = { repeats in
      let elapsed = ContinuousClock().measure {
        for _ in 0..<repeats { keep(try? run()) }
      }
      return elapsed / .microseconds(1) / Double(repeats)
    }
  }
}

/// Takes a result, so that the optimizer does not see that it is unused.
@inline(never)
private func keep<Result>(_ result: consuming Result) {}
