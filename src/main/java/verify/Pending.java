package verify;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The operations a search has still to place, in order of their calls, and those it has placed, in
/// the order it placed them. Taking back costs no more than placing did.
final class Pending {

  private final List<Item> items;
  private final BitSet placed;
  private final int[] trail;
  private final BitSet open;
  private int count;

  /// @param items in order of [Item#from]
  Pending(List<Item> items) {
    this.items = items;
    this.placed = new BitSet(items.size());
    this.trail = new int[items.size()];
    this.open = new BitSet(items.size());
    for (var i = 0; i < items.size(); i++) {
      open.set(i, items.get(i).required());
    }
  }

  /// Whether all that must be placed is.
  boolean isDone() {
    return open.isEmpty();
  }

  boolean isPlaced(int i) {
    return placed.get(i);
  }

  int count() {
    return count;
  }

  void place(int i) {
    placed.set(i);
    trail[count++] = i;
    open.clear(i);
  }

  void takeBackTo(int earlierCount) {
    while (count > earlierCount) {
      var i = trail[--count];
      placed.clear(i);
      open.set(i, items.get(i).required());
    }
  }

  /// The required items that may come next: no other one ended before they were called.
  List<Integer> next() {
    var next = new ArrayList<Integer>();
    var latest = Operation.NEVER;
    for (var i = open.nextSetBit(0); i >= 0; i = open.nextSetBit(i + 1)) {
      if (items.get(i).from() > latest) {
        break;
      }
      next.add(i);
      latest = Math.min(latest, items.get(i).until());
    }
    return next;
  }

  /// The latest moment at which the next item can take effect: the first end among the required.
  long latest() {
    var latest = Operation.NEVER;
    for (var i : next()) {
      latest = Math.min(latest, items.get(i).until());
    }
    return latest;
  }

  BitSet placed() {
    return (BitSet) placed.clone();
  }

  List<Integer> order() {
    var order = new ArrayList<Integer>();
    for (var n = 0; n < count; n++) {
      order.add(trail[n]);
    }
    return order;
  }
}
