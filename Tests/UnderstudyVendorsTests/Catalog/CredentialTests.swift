import Testing
import UnderstudyVendors

@Suite("A credential") struct CredentialTests {
  @Test(
    "is the whole value of a header of its own",
    arguments: [
      ("abc", "abc"), ("Bearer abc", "Bearer abc"), ("a b", "a b"), ("", nil), ("  ", nil),
    ])
  func header(_ value: String, _ token: String?) {
    let place = Credential.Place.header("x-key")
    #expect(place.token(in: value) == token && place.headerName == "x-key")
  }

  @Test(
    "is what follows the scheme, in any case",
    arguments: [
      ("Bearer abc", "abc"), ("bearer abc", "abc"), ("BEARER abc", "abc"), ("Bearer   abc", "abc"),
      ("Bearer a b", "a b"), ("Bearer Bearer abc", "Bearer abc"),
      ("", nil), ("Bearer", nil), ("Bearer ", nil), ("abc", nil), ("Basic abc", nil), ("Bearerabc", nil),
      ("Bearer:abc", nil), ("Token abc", nil),
    ])
  func bearer(_ value: String, _ token: String?) {
    #expect(Credential.Place.bearer.token(in: value) == token)
    #expect(Credential.Place.bearer.headerName == "Authorization")
  }

  @Test(
    "is the value of a cookie, among others",
    arguments: [
      ("s=abc", "abc"), ("a=b; s=abc", "abc"), ("s=abc;a=b", "abc"), ("s=a=b", "a=b"), ("s=a; s=b", "a"),
      ("", nil), ("s", nil), ("s=", nil), ("s= ", nil), ("S=abc", nil), ("xs=abc", nil), ("a=s=abc", nil),
    ])
  func cookie(_ value: String, _ token: String?) {
    let place = Credential.Place.cookie("s")
    #expect(place.token(in: value) == token && place.headerName == "Cookie")
  }
}
