extension Sequence {
  /// Returns the elements with the smallest distances, nearest first. Elements with the same distance keep their order.
  /// Callers want three of ten thousand entries, so the entries are not sorted.
  package func nearest(
    _ count: Int, by distance: (Element) -> Double
  ) -> [(element: Element, distance: Double)] {
    var found: [(element: Element, distance: Double)] = []
    for element in self {
      let distance = distance(element)
      guard found.count < count || distance < found.last?.distance ?? -.infinity else { continue }
      let place = found.firstIndex { distance < $0.distance } ?? found.endIndex
      found.insert((element, distance), at: place)
      if found.count > count { found.removeLast() }
    }
    return found
  }
}
