extension Sequence {
  /// The elements with the smallest distances, nearest first; among equals, in their order.
  ///
  /// A journal may have ten thousand entries, of which three are wanted, so it is not sorted.
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
