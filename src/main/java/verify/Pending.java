package verify;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The operations a search has still to place, in order of their calls, and those it has placed, in
/// the order it placed them. Taking back costs no more than placing did.
final class Pending {

  private final List<Item> items;
  private final List<Claim> claims;
  private final Map<Long, int[]> openAt = new HashMap<>();
  private final BitSet placed;
  private final int[] trail;
  private final BitSet open;
  private int count;

  /// @param items in order of [Item#from]
  /// @param claims what each item's outcome says of the order
  Pending(List<Item> items, List<Claim> claims) {
    this.items = items;
    this.claims = claims;
    this.placed = new BitSet(items.size());
    this.trail = new int[items.size()];
    this.open = new BitSet(items.size());
    for (var i = 0; i < items.size(); i++) {
      open(i);
    }
  }

  private void open(int i) {
    if (items.get(i).required()) {
      open.set(i);
      openAt.computeIfAbsent(claims.get(i).revision(), _ -> new int[1])[0]++;
    }
  }

  /// Whether an item must still be placed whose answer names the revision.
  boolean isAnyOpenAt(long revision) {
    var count = openAt.get(revision);
    return count != null && count[0] > 0;
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
    if (open.get(i)) {
      open.clear(i);
      openAt.computeIfAbsent(claims.get(i).revision(), _ -> new int[1])[0]--;
    }
  }

  void takeBackTo(int earlierCount) {
    while (count > earlierCount) {
      var i = trail[--count];
      placed.clear(i);
      open(i);
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
