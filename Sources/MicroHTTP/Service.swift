/// What all exchanges of a server share.
final class Service: Sendable {
  let connections = Connections()
  let maximumBodyBytes: Int
  let answer: @Sendable (Request) -> Response

  init(maximumBodyBytes: Int, answer: @escaping @Sendable (Request) -> Response) {
    self.maximumBodyBytes = maximumBodyBytes
    self.answer = answer
  }
}
