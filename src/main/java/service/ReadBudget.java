package service;

import etcd.EtcdError;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import mvcc.ReadMemory;

/// Memory for the answers of large reads, all together. A read that finds none left waits for
/// others to end, and fails with TOO_MANY_REQUESTS if that takes long. Thread-safe.
///
/// A read that the whole budget cannot hold is refused at once with [Exceeded], where it would
/// otherwise take the member with it: its client reads by pages or by RangeStream, which need no
/// budget.
public final class ReadBudget {

  /// Enough for whatever comes.
  public static final ReadBudget UNLIMITED = new ReadBudget(Long.MAX_VALUE, Duration.ZERO);

  /// Answers up to this size are not counted.
  private static final long SMALL_BYTES = 64 << 10;

  private static final int UNIT_BYTES = 1 << 10;

  private final int units;
  private final Semaphore left;
  private final Duration patience;

  /// @param bytes of the rows that go into answers not yet sent
  /// @param patience how long a read waits; one on a connection's thread never does
  public ReadBudget(long bytes, Duration patience) {
    this.units = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT_BYTES);
    this.left = new Semaphore(units, true);
    this.patience = patience;
  }

  /// The memory of one read.
  ///
  /// @param mayWait whether its thread may be held up
  Claim claim(boolean mayWait) {
    return new Claim(mayWait ? patience : Duration.ZERO);
  }

  /// Bytes that are held now, in whole KiB.
  public long held() {
    return (long) (units - left.availablePermits()) * UNIT_BYTES;
  }

  private Exceeded tooLarge(long bytes) {
    return new Exceeded(
        "an answer of %d MiB is more than large reads may hold".formatted((bytes >> 20) + 1)
            + " (sampo.limits.large-read-bytes, %d MiB);".formatted(units >> 10)
            + " ask for pages (limit) or use RangeStream");
  }

  /// What one read holds. For the thread of the read alone.
  final class Claim implements ReadMemory {
    private final Duration patience;
    private int held;

    private Claim(Duration patience) {
      this.patience = patience;
    }

    @Override
    public void claim(long bytes) {
      if (bytes <= SMALL_BYTES) {
        return;
      }
      if (bytes / UNIT_BYTES >= units) {
        throw tooLarge(bytes);
      }
      int more = (int) Math.min(units - held, bytes / UNIT_BYTES + 1);
      try {
        if (!left.tryAcquire(more, patience.toNanos(), TimeUnit.NANOSECONDS)) {
          throw EtcdError.TOO_MANY_REQUESTS.exception();
        }
        held += more;
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        throw EtcdError.STOPPED.exception();
      }
    }

    /// Gives all of it back when the answer is no longer in memory.
    void releaseAt(Caller.Ending ending) {
      int all = held;
      held = 0;
      if (all > 0) {
        ending.then(() -> left.release(all));
      }
    }
  }
}
