import UnderstudyHTTP
import UnderstudyJSON
import UnderstudyServer

extension MockServer {
  /// Returns the answer of `GET /__admin/verdict`, also after ``stop()``.
  package func verdict() throws(ControlPlaneError) -> JSON {
    let target = "/__admin/verdict"
    guard case .immediate(let response) = control.localReply(to: Request(method: "GET", target: target)) else {
      throw ControlPlaneError("GET \(target): the control plane did not answer immediately")
    }
    guard response.status == 200 else { throw ControlPlaneError(refusal: response) }
    return try response.answer(to: "GET \(target)").json
  }
}
