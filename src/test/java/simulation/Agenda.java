package simulation;

import java.util.PriorityQueue;

/// Virtual time: what is to happen, in order of time, and of arrangement where times are equal.
final class Agenda {

  private record Item(long time, long sequence, Runnable task) implements Comparable<Item> {
    @Override
    public int compareTo(Item other) {
      var byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  private final PriorityQueue<Item> items = new PriorityQueue<>();
  private long now;
  private long sequence;

  /// The virtual time, in nanoseconds since the start.
  long now() {
    return now;
  }

  void after(long nanos, Runnable task) {
    items.add(new Item(now + Math.max(0, nanos), sequence++, task));
  }

  /// Lets everything happen that is due up to a time, and moves the clock there.
  void runUntil(long time) {
    while (!items.isEmpty() && items.peek().time() <= time) {
      var item = items.remove();
      now = item.time();
      item.task().run();
    }
    now = Math.max(now, time);
  }
}
