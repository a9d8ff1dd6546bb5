package probe;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import etcdserverpb.RangeResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import mvccpb.Event;
import verify.leases.Deed;
import verify.leases.Life;

/// Those who watch the clients of a workload, and those who have leases, read and compact what was,
/// or have rights meanwhile.
final class Company implements AutoCloseable {

  /// Events told to all watchers together, for which a small heap has room.
  private static final long MOST_EVENTS = 500_000;

  /// For what must happen in the end, on a machine that does much else.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

  private final Plan plan;
  private final Endpoints endpoints;
  private final Spool spool = new Spool(MOST_EVENTS);
  private final Queue<Life> lives = new ConcurrentLinkedQueue<>();
  private final AtomicLong goal = new AtomicLong(Long.MAX_VALUE);
  private final ExecutorService watchers = Executors.newVirtualThreadPerTaskExecutor();
  private final ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();
  private final Compactions compactions;
  private final Rights rights;
  private volatile boolean over;

  /// @param before the last revision before the workload
  Company(Plan plan, long before, Endpoints endpoints, Recorder recorder) {
    this.plan = plan;
    this.endpoints = endpoints;
    this.compactions = new Compactions(before, endpoints, recorder);
    this.rights = new Rights(plan);
    for (int i = 0; i < plan.beside().watchers(); i++) {
      watchers.execute(new Watcher(i, plan, before, endpoints, recorder, spool, goal));
    }
    for (int i = 0; i < plan.beside().tenants(); i++) {
      others.execute(new Tenant(i, plan, endpoints, recorder, lives, () -> over));
    }
    for (int i = 0; i < plan.beside().historians(); i++) {
      others.execute(
          new Historian(i, plan, before, endpoints, compactions, () -> over || spool.isFull()));
    }
    for (int i = 0; i < plan.beside().guests(); i++) {
      others.execute(new Guest(i, plan, endpoints, recorder, rights, () -> over));
    }
    if (plan.beside().guests() > 0) {
      others.execute(new Warden(plan, endpoints, recorder, rights, () -> over));
    }
    if (plan.beside().historians() > 0) {
      others.execute(new Compactor(plan, endpoints, recorder, spool, compactions, () -> over));
    }
  }

  Spool spool() {
    return spool;
  }

  /// What was done with each lease; all but the watchers have been ended.
  List<Life> lives() {
    return List.copyOf(lives);
  }

  /// How many leases, which were renewed and then forgotten, took keys when their time was over.
  long expiries() {
    Set<Long> ended =
        spool
            .happened()
            .filter(event -> event.getType() == Event.EventType.DELETE)
            .map(event -> event.getPrevKv().getLease())
            .collect(Collectors.toSet());
    return lives.stream()
        .filter(life -> ended.contains(life.id()))
        .filter(life -> life.deeds(Deed.Revoked.class).findAny().isEmpty())
        .filter(life -> life.deeds(Deed.Promised.class).count() > 1)
        .count();
  }

  /// What was asked of the past, and what of it is compacted.
  Compactions compactions() {
    return compactions;
  }

  /// Who might watch what.
  Rights rights() {
    return rights;
  }

  /// Ends all but the watchers, and waits until all leases should have ended.
  void endOthers() throws InterruptedException {
    over = true;
    others.shutdown();
    if (!others.awaitTermination(6 * plan.deadline().toNanos(), NANOSECONDS)) {
      throw new IllegalStateException("who is there beside the clients does not stop");
    }
    long end = System.nanoTime() + Tenant.LONGEST_LIFE.plus(PATIENCE).toNanos();
    while (plan.beside().tenants() > 0 && hasLeased() && System.nanoTime() < end) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private boolean hasLeased() {
    try {
      RangeResponse left =
          (RangeResponse) endpoints.callAny(Keys.leased(plan).all(), plan.deadline(), 1);
      return left.getKvsList().stream().anyMatch(pair -> pair.getLease() != 0);
    } catch (StatusRuntimeException nobodyAnswers) {
      return true;
    }
  }

  /// Ends the watchers, each when it has been told all up to a revision.
  ///
  /// @return whether all were told in time
  boolean endWatchers(long revision) throws InterruptedException {
    goal.set(revision);
    watchers.shutdown();
    if (watchers.awaitTermination(PATIENCE.toNanos(), NANOSECONDS)) {
      return true;
    }
    watchers.shutdownNow();
    var _ = watchers.awaitTermination(PATIENCE.toNanos(), NANOSECONDS);
    return false;
  }

  @Override
  public void close() {
    over = true;
    others.shutdownNow();
    watchers.shutdownNow();
  }
}
