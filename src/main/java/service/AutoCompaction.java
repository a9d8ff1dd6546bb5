package service;

import etcd.EtcdError;
import etcd.EtcdException;
import etcdserverpb.CompactionRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compacts by itself what is old enough
/// (https://etcd.io/docs/latest/op-guide/maintenance/#auto-compaction). Only the leader does; the
/// others keep count, so that each can go on. For one thread alone.
public final class AutoCompaction {

  /// How much history is kept.
  public sealed interface Retention {}

  /// All of it.
  public record Everything() implements Retention {}

  /// What is no older than this.
  public record Since(Duration period) implements Retention {

    public Since {
      if (!period.isPositive()) {
        throw new IllegalArgumentException("a period of " + period);
      }
    }
  }

  /// So many revisions before the current one.
  public record Revisions(long count) implements Retention {

    public Revisions {
      if (count < 1) {
        throw new IllegalArgumentException("to keep " + count + " revisions");
      }
    }
  }

  private static final Logger LOGGER = LoggerFactory.getLogger(AutoCompaction.class);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration REVISION_INTERVAL = Duration.ofMinutes(5);

  /// Looks at the revision in each period, or hour.
  private static final int LOOKS = 10;

  private final MemberContext member;
  private final Function<CompactionRequest, CompletableFuture<?>> compact;
  private final LongSupplier nanoTime;
  private final Retention retention;
  private final Deque<Long> seen = new ArrayDeque<>();
  private final long began;
  private long looked;
  private volatile long compacted;
  private long compactedAt;

  /// @param compact asks for a compaction
  /// @param nanoTime the clock, in the units of [System#nanoTime]
  public AutoCompaction(
      MemberContext member,
      Retention retention,
      Function<CompactionRequest, CompletableFuture<?>> compact,
      LongSupplier nanoTime) {
    this.member = member;
    this.retention = retention;
    this.compact = compact;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
    this.looked = began;
    this.compactedAt = began;
  }

  /// To be called often: does what is due.
  public void tend() {
    long now = nanoTime.getAsLong();
    switch (retention) {
      case Everything() -> {}
      case Revisions(long count) -> {
        if (isDue(now, REVISION_INTERVAL)) {
          compactTo(member.views().get().revision() - count, now);
        }
      }
      case Since(Duration period) -> {
        Duration between = shorter(period).dividedBy(LOOKS);
        if (seen.isEmpty() || isDue(now, between)) {
          look(period, between, now);
        }
      }
    }
  }

  private static Duration shorter(Duration period) {
    return period.compareTo(LONGEST) < 0 ? period : LONGEST;
  }

  private boolean isDue(long now, Duration interval) {
    if (now - looked < interval.toNanos()) {
      return false;
    }
    looked = now;
    return true;
  }

  /// Remembers the revision; compacts, once in a period but hourly at least, to what it was one
  /// period ago.
  private void look(Duration period, Duration between, long now) {
    seen.addLast(member.views().get().revision());
    if (seen.size() > period.dividedBy(between) + 1) {
      seen.removeFirst();
    }
    if (now - began >= period.toNanos() && now - compactedAt >= shorter(period).toNanos()) {
      compactTo(seen.getFirst(), now);
    }
  }

  private void compactTo(long revision, long now) {
    if (revision <= 0 || revision == compacted || !member.isLeader()) {
      return;
    }
    compacted = revision;
    compactedAt = now;
    var request = CompactionRequest.newBuilder().setRevision(revision).build();
    var unused =
        compact
            .apply(request)
            .whenComplete(
                (_, failure) -> {
                  if (failure != null && !isDone(Kv.cause(failure))) {
                    compacted = 0;
                    LOGGER.warn("no compaction to revision {}: {}", revision, failure.toString());
                  }
                });
  }

  /// Whether somebody else has compacted as far meanwhile.
  private static boolean isDone(Throwable failure) {
    return failure instanceof EtcdException refused && refused.error() == EtcdError.COMPACTED;
  }
}
