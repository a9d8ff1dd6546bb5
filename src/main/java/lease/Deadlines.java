package lease;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import proposal.wire.LeaseCheckpoint;
import proposal.wire.LeaseGrantId;

/// When the leases end, for as long as one member leads. Not thread-safe.
///
/// Lease time is the monotonic clock without its leaps: what passed unobserved (the process was
/// stopped, the machine slept) counts as one election timeout at most, since those who would have
/// renewed could not. So a lease lives as long as it was promised, or longer.
public final class Deadlines {

  private static final long MILLIS = 1000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LeaseTable table;
  private final LeaseTimes times;
  private final LeaseWatcher watcher;
  private final Map<Long, Tracked> tracked = new HashMap<>();
  private final Calendar<Tracked> ends = new Calendar<>();
  private final Calendar<Tracked> checkpoints = new Calendar<>();

  /// Those whose time is over and whose end is still to be proposed, oldest first.
  private final SequencedSet<Tracked> due = new LinkedHashSet<>();

  private final SequencedSet<Tracked> resets = new LinkedHashSet<>();
  private int expiring;
  private long observedNanos;
  private long passedNanos;

  /// Starts the time of every lease: what its checkpoint says it has, else all of it, and one
  /// election timeout for those who looked for the leader.
  ///
  /// @param table holds all that was applied before this member led
  /// @param nowNanos [System#nanoTime], or a clock like it
  public Deadlines(LeaseTable table, LeaseTimes times, LeaseWatcher watcher, long nowNanos) {
    this.table = table;
    this.times = times;
    this.watcher = watcher;
    this.observedNanos = nowNanos;
    long grace = times.electionTimeout().toMillis();
    for (Lease lease : table.all()) {
      track(lease, grace + lease.remainingOrAll() * MILLIS);
    }
  }

  /// Lets lease time pass; to be called before anything else is asked.
  public void advance(long nowNanos) {
    long passed = Math.min(nowNanos - observedNanos, times.electionTimeout().toNanos());
    passedNanos += Math.max(0, passed);
    observedNanos = nowNanos;
    for (Tracked lease = ends.poll(now()); lease != null; lease = ends.poll(now())) {
      comeUp(lease);
    }
  }

  private long now() {
    return passedNanos / NANOS_PER_MILLI;
  }

  /// When a lease ends whose time begins now: what is left of this millisecond is not taken from
  /// it.
  private long endOf(Lease lease) {
    return Math.ceilDiv(passedNanos, NANOS_PER_MILLI) + lease.ttl() * MILLIS;
  }

  /// A renewal moves only the deadline: the lease comes up at its old end and is entered anew. One
  /// whose end was proposed comes up when that seems lost, to be proposed again.
  private void comeUp(Tracked lease) {
    if (lease.deadline > now()) {
      lease.endSlot = ends.enter(lease, lease.deadline);
    } else if (lease.expiring) {
      due.addFirst(lease);
    } else {
      due.addLast(lease);
    }
  }

  /// The table has changed what it says of a lease.
  public void changed(long id) {
    Lease lease = table.get(id);
    if (lease == null) {
      forget(tracked.get(id));
    } else {
      follow(lease);
    }
  }

  /// Answers a question.
  public LeaseAnswer answer(LeaseQuestion question) {
    Lease lease = table.get(question.id());
    if (lease == null) {
      return LeaseAnswer.Gone.GONE;
    }
    Tracked its = follow(lease);
    return switch (question.kind()) {
      case RENEW -> renew(its, lease);
      case TIME_TO_LIVE -> new LeaseAnswer.Alive(secondsLeft(its), lease.ttl());
    };
  }

  /// A renewal must not be forgotten by the next leader: what a checkpoint said is taken back
  /// through the log first. Once its end is on its way a lease cannot be saved.
  private LeaseAnswer renew(Tracked its, Lease lease) {
    if (its.expiring) {
      return LeaseAnswer.Busy.BUSY;
    }
    if (mustReset(its, lease)) {
      reset(its, lease);
      return LeaseAnswer.Busy.BUSY;
    }
    its.deadline = endOf(lease);
    if (due.remove(its)) {
      its.endSlot = ends.enter(its, its.deadline);
    }
    planCheckpoint(its);
    watcher.renewed();
    return new LeaseAnswer.Alive(lease.ttl(), lease.ttl());
  }

  private static boolean mustReset(Tracked its, Lease lease) {
    if (its.resetFrom != null && its.resetFrom != lease && lease.remaining() == 0) {
      its.resetFrom = null;
      its.checkpointing = false;
    }
    return lease.remaining() != 0 || its.checkpointing || its.resetFrom != null;
  }

  private void reset(Tracked its, Lease lease) {
    if (its.resetFrom == null || now() - its.resetAt > patience()) {
      its.resetFrom = lease;
      its.resetAt = now();
      resets.add(its);
    }
  }

  /// How long the log may take for what was proposed before it is proposed again, in milliseconds.
  private long patience() {
    return 2 * times.electionTimeout().toMillis();
  }

  private long secondsLeft(Tracked its) {
    return its.expiring ? 0 : Math.max(0, (its.deadline - now()) / MILLIS);
  }

  // -- ends

  /// Whether the end of a lease is to be proposed and there is room for it.
  public boolean hasDue() {
    return !due.isEmpty() && hasRoomFor(due.getFirst());
  }

  /// Takes the leases whose end is to be proposed now, by a member that has just made sure that it
  /// leads. From here on they cannot be renewed.
  ///
  /// @param spared tells which leases are about to be renewed
  public List<LeaseGrantId> expire(LongPredicate spared) {
    List<LeaseGrantId> ended = new ArrayList<>();
    var candidates = due.iterator();
    while (candidates.hasNext() && ended.size() < times.maxExpiring()) {
      Tracked lease = candidates.next();
      if (!hasRoomFor(lease)) {
        break;
      }
      if (lease.expiring || !spared.test(lease.lease.id())) {
        candidates.remove();
        end(lease);
        ended.add(grantId(lease));
      }
    }
    return ended;
  }

  /// What was proposed before and seems lost has its place already.
  private boolean hasRoomFor(Tracked lease) {
    return lease.expiring || expiring < times.maxExpiring();
  }

  private void end(Tracked lease) {
    if (!lease.expiring) {
      lease.expiring = true;
      expiring++;
    }
    lease.deadline = now() + patience();
    lease.endSlot = ends.enter(lease, lease.deadline);
  }

  // -- checkpoints

  /// Takes what is to be written to the log of the time that leases have left.
  ///
  /// @param max how many
  public List<LeaseCheckpoint> checkpoints(int max) {
    List<LeaseCheckpoint> taken = new ArrayList<>();
    while (!resets.isEmpty() && taken.size() < max) {
      taken.add(checkpoint(resets.removeFirst(), 0));
    }
    while (taken.size() < max) {
      Tracked lease = checkpoints.poll(now());
      if (lease == null) {
        break;
      }
      lease.awaitsCheckpoint = false;
      long left = Math.ceilDiv(lease.deadline - now(), MILLIS);
      if (left > 0 && !lease.expiring && lease.resetFrom == null) {
        lease.checkpointing = true;
        taken.add(checkpoint(lease, left));
      }
      planCheckpoint(lease);
    }
    return taken;
  }

  private static LeaseCheckpoint checkpoint(Tracked its, long remaining) {
    return LeaseCheckpoint.newBuilder().setLease(grantId(its)).setRemainingTtl(remaining).build();
  }

  private static LeaseGrantId grantId(Tracked its) {
    return LeaseGrantId.newBuilder().setId(its.lease.id()).setGrant(its.lease.grant()).build();
  }

  private void planCheckpoint(Tracked its) {
    long interval = times.checkpointInterval().toMillis();
    if (times.checkpoints() && !its.awaitsCheckpoint && its.deadline - now() > interval) {
      its.awaitsCheckpoint = true;
      its.checkpointSlot = checkpoints.enter(its, now() + interval);
    }
  }

  // -- the leases

  /// The ids of all leases, the one that ends first in front.
  public List<Long> byEnd() {
    return tracked.values().stream()
        .sorted(Comparator.comparingLong(its -> its.deadline))
        .map(its -> its.lease.id())
        .toList();
  }

  /// The lease as it is kept here; one not seen before starts its time now.
  private Tracked follow(Lease lease) {
    Tracked known = tracked.get(lease.id());
    if (known == null || !known.isOf(lease)) {
      forget(known);
      return track(lease, endOf(lease));
    }
    if (lease.remaining() != 0) {
      known.checkpointing = false;
    }
    return known;
  }

  private Tracked track(Lease lease, long deadline) {
    var its = new Tracked(lease);
    its.deadline = deadline;
    its.endSlot = ends.enter(its, deadline);
    tracked.put(lease.id(), its);
    planCheckpoint(its);
    return its;
  }

  private void forget(@Nullable Tracked its) {
    if (its == null) {
      return;
    }
    tracked.remove(its.lease.id());
    ends.leave(its, its.endSlot);
    checkpoints.leave(its, its.checkpointSlot);
    due.remove(its);
    resets.remove(its);
    if (its.expiring) {
      expiring--;
      watcher.expired();
    }
  }
}
