import Testing
import UnderstudyJSON

@Suite("A number") struct NumberTests {
  private func number(_ text: String) throws -> Number {
    guard case .number(let number) = try JSON(text: text) else { throw NotANumber() }
    return number
  }

  private struct NotANumber: Error {}

  @Test(
    "Numbers of the same value are equal, however they are written",
    arguments: [
      ("1", "1"), ("1", "1.0"), ("10", "1e1"), ("0.1", "1e-1"), ("0.1", "0.10"), ("100", "1E+2"), ("-0", "0"),
      ("-0.0", "0e999"), ("0", "0.000e-5"), ("1e400", "10e399"), ("1e-400", "0.1e-399"), ("-1.50", "-15e-1"),
      ("0.001", "1e-3"), ("12300", "123e2"), ("1e999999999999999999999", "1e999999999999999999999"),
      ("9007199254740993", "9007199254740993.0"), ("1e0000000000000000000001", "10"),
      ("123456789012345678901234567890", "1.2345678901234567890123456789e29"),
    ])
  func equal(_ left: String, _ right: String) throws {
    let (left, right) = (try number(left), try number(right))
    #expect(left == right)
    #expect(!(left < right) && !(left > right))
  }

  @Test(
    "Numbers are ordered by their exact values",
    arguments: [
      ("1", "2"), ("-1", "1"), ("-2", "-1"), ("-1", "0"), ("-1", "-0"), ("0", "1e-400"), ("-1e-400", "0"),
      ("-1e-400", "1e-400"), ("1", "1.00000000000000000001"), ("-1.00000000000000000001", "-1"),
      ("0.1", "0.1000000000000000055511151231257827"), ("1e400", "1e401"), ("-1e401", "-1e400"),
      ("1e-401", "1e-400"), ("9007199254740992", "9007199254740993"), ("1e308", "1e309"), ("-1e400", "1e400"),
      ("1e400", "2e400"), ("9e400", "1e401"), ("123e400", "1231e399"), ("1e400", "1e999999999999999999999"),
      ("1e-999999999999999999999", "1e-400"), ("0", "1e-999999999999999999999"), ("9", "10"), ("0.09", "0.1"),
      ("-1e999999999999999999999", "-1"), ("99999999999999999999", "100000000000000000000"),
    ])
  func ordered(_ less: String, _ more: String) throws {
    let (less, more) = (try number(less), try number(more))
    #expect(less < more && more > less)
    #expect(!(more < less) && less != more)
  }

  @Test(
    "An integral value can be written as an integer",
    arguments: [
      ("30", "30"), ("30.0", "30"), ("3e1", "30"), ("3E+1", "30"), ("300e-1", "30"), ("-30.00", "-30"),
      ("0", "0"), ("-0", "0"), ("0.0", "0"), ("0e999999999", "0"), ("1.5e1", "15"), ("0.5e1", "5"),
      ("1e40", "1e40"), ("1e39", "1" + String(repeating: "0", count: 39)), ("1e999999999", "1e999999999"),
      ("123456789012345678901234567890.0", "123456789012345678901234567890"),
      ("1e999999999999999999999", "1e999999999999999999999"), ("-1E400", "-1E400"),
    ])
  func integer(_ text: String, _ integer: String) throws {
    #expect(try number(text).isIntegral)
    #expect(try number(text).integer?.text == integer)
  }

  @Test(
    "A value with a fraction has no integer",
    arguments: ["0.5", "-0.5", "1.5", "30.01", "1e-1", "12.5e0", "1.25e1", "1e-999999999999999999999"])
  func fraction(_ text: String) throws {
    #expect(try !number(text).isIntegral)
    #expect(try number(text).integer == nil)
  }

  @Test(
    "The nearest double is infinite beyond its range",
    arguments: [
      ("1", 1), ("-0.5", -0.5), ("0.1", 0.1), ("1e308", 1e308), ("1E400", .infinity), ("-1E400", -.infinity),
      ("1e-400", 0), ("1e999999999999999999999", .infinity), ("1e-999999999999999999999", 0),
      ("123456789012345678901234567890", 123456789012345678901234567890.0),
    ])
  func double(_ text: String, _ double: Double) throws {
    #expect(try number(text).double == double)
  }

  @Test("A literal is written as the programmer wrote it")
  func literals() {
    #expect((30 as Number).text == "30")
    #expect((0.7 as Number).text == "0.7")
    #expect((30.0 as Number).text == "30")
    #expect((-1.5 as Number).description == "-1.5")
    #expect(Number(Int.min).text == "-9223372036854775808")
  }

  @Test("A number of two hundred thousand digits is read and compared")
  func longNumber() throws {
    let digits = String(repeating: "9", count: 200_000)
    #expect(try number(digits) == number(digits + ".0"))
    #expect(try number(digits) < number(digits + ".1"))
    #expect(try number("0." + digits) < 1)
    #expect(try number("1e" + digits) > 1)
    #expect(try number(digits).isIntegral)
  }
}
