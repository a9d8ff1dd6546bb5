package service;

import com.google.protobuf.ByteString;
import java.util.TreeMap;

/// A set of keys made of half-open intervals in unsigned byte order, kept disjoint.
final class KeyIntervals {

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  /// Ends by begins.
  private final TreeMap<ByteString, ByteString> intervals =
      new TreeMap<>(ByteString.unsignedLexicographicalComparator());

  /// Adds the keys from `begin` up to but without `end`; an empty end means `begin` alone.
  void add(ByteString begin, ByteString end) {
    addInterval(begin, end.isEmpty() ? begin.concat(ZERO) : end);
  }

  void addAll(KeyIntervals others) {
    others.intervals.forEach(this::addInterval);
  }

  boolean contain(ByteString key) {
    var floor = intervals.floorEntry(key);
    return floor != null && isLess(key, floor.getValue());
  }

  private void addInterval(ByteString begin, ByteString end) {
    if (!isLess(begin, end)) {
      return;
    }
    var from = begin;
    var to = end;
    var near = intervals.floorEntry(to);
    while (near != null && !isLess(near.getValue(), from)) {
      intervals.remove(near.getKey());
      from = isLess(near.getKey(), from) ? near.getKey() : from;
      to = isLess(to, near.getValue()) ? near.getValue() : to;
      near = intervals.floorEntry(to);
    }
    intervals.put(from, to);
  }

  private static boolean isLess(ByteString left, ByteString right) {
    return ByteString.unsignedLexicographicalComparator().compare(left, right) < 0;
  }
}
