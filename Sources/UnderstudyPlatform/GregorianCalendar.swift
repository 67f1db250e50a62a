/// The Gregorian calendar, which Foundation's types take fifty times as long for.
package enum GregorianCalendar {
  /// Returns the days since 1970-01-01; nil if there is no such day.
  /// - Parameter year: from 1 to 9999.
  package static func daysSince1970(year: Int, month: Int, day: Int) -> Int? {
    guard 1...9999 ~= year, 1...12 ~= month, day >= 1 else { return nil }
    let start = days(before: month, of: year)
    let next = month == 12 ? days(before: 1, of: year + 1) : days(before: month + 1, of: year)
    return day <= next - start ? start + day - 1 : nil
  }

  /// Returns the days from the start of Unix time to the start of a month.
  private static func days(before month: Int, of year: Int) -> Int {
    // Counted in years that begin in March, so that a leap day is the last of its year.
    let (years, months) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
    return years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 - 719_468
  }
}
