package proposal;

import java.util.concurrent.atomic.AtomicLong;

/// Ids for requests: unique over all members and over restarts, without asking anyone.
///
/// The upper 16 bits are those of the member id; the lower 48 count up from the time of the start,
/// in milliseconds times 256. So a restarted member repeats no id unless it had given out more than
/// 256 a millisecond all its life, or its clock went back. Thread-safe.
public final class RequestIds {

  private static final int COUNTER_BITS = 48;
  private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;

  private final long prefix;
  private final AtomicLong counter;

  /// Ids of one member.
  ///
  /// @param memberId the member's id, of which the lowest 16 bits are used
  /// @param startMillis wall clock at the start, in milliseconds since 1970
  public RequestIds(long memberId, long startMillis) {
    prefix = memberId << COUNTER_BITS;
    counter = new AtomicLong(startMillis << 8);
  }

  /// An id that was never given out before.
  public long next() {
    return prefix | (counter.incrementAndGet() & COUNTER_MASK);
  }
}
