extension Duration {
  /// The whole microseconds of the duration.
  package var microseconds: Int64 {
    Int64(clamping: attoseconds / 1_000_000_000_000)
  }
}
