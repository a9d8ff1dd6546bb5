package service;

import etcdserverpb.AlarmMember;
import etcdserverpb.AlarmRequest;
import etcdserverpb.AlarmRequest.AlarmAction;
import etcdserverpb.AlarmType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import mvcc.KeyHash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import raft.MemberId;

/// The leader's watch over the stores of all members: it raises the CORRUPT alarm for those that
/// contradict a majority, or for member 0 where there is none.
///
/// The alarm ends all writes of the cluster, so that it wants two comparisons which differ: what
/// one has found, another confirms that walks through all stores anew. For one thread alone.
public final class CorruptionWatch {

  /// What the watch raises alarms by.
  ///
  /// @param leads whether this member leads
  /// @param raised those that are on
  /// @param propose proposes a member's finding to the log
  public record Alarms(
      BooleanSupplier leads,
      Supplier<List<AlarmMember>> raised,
      Function<AlarmRequest, CompletableFuture<?>> propose) {}

  private static final Logger LOGGER = LoggerFactory.getLogger(CorruptionWatch.class);

  /// Comparisons that may fail to confirm or to refute a finding, since compactions came between.
  private static final int ATTEMPTS = 3;

  private final Comparison comparison;
  private final Alarms alarms;
  private final Duration patience;

  /// The newest compaction after which all members agreed.
  private long agreedUpTo;

  /// The compaction whose hashes differed without being confirmed; 0 for none.
  private long suspected;

  /// @param patience how long to wait for the others
  public CorruptionWatch(Comparison comparison, Alarms alarms, Duration patience) {
    this.comparison = comparison;
    this.alarms = alarms;
    this.patience = patience;
  }

  /// Compares the stores as they stand (`--corrupt-check-time`), if this member leads.
  public void compareStores() throws InterruptedException {
    if (alarms.leads().getAsBoolean() && stores() instanceof Agreement.Differ differ) {
      confirm(differ, 0);
    }
  }

  /// Compares what compactions left, the newest first, until all members agree on one
  /// (`CompactHashCheck`), if this member leads.
  public void compareCompactions() throws InterruptedException {
    if (!alarms.leads().getAsBoolean()) {
      return;
    }
    for (KeyHash kept : comparison.hashes().kept()) {
      if (kept.revision() <= agreedUpTo) {
        return;
      }
      switch (comparison.of(kept, patience, _ -> false)) {
        case Agreement.Alike alike when alike.ofAll() -> {
          agreedUpTo = kept.revision();
          return;
        }
        case Agreement.Alike alike when alike.heard() < alike.members() -> {
          // Whoever is silent will say no more of what is older.
          return;
        }
        case Agreement.Alike _ -> {}
        case Agreement.Differ differ -> {
          confirm(differ, kept.revision());
          return;
        }
      }
    }
  }

  /// @param compaction the one whose hashes differed; 0 if it was the stores as they stand
  private void confirm(Agreement.Differ first, long compaction) throws InterruptedException {
    LOGGER.warn("the stores of members differ; looking again: {}", first.found());
    for (int i = 0; i < ATTEMPTS; i++) {
      switch (stores()) {
        case Agreement.Differ again -> {
          raise(again.minority().isEmpty() ? first : again);
          return;
        }
        case Agreement.Alike alike when alike.ofAll() -> {
          LOGGER.warn("the stores of all members agree now; no alarm is raised");
          suspected = 0;
          agreedUpTo = Math.max(agreedUpTo, compaction);
          return;
        }
        case Agreement.Alike _ -> {}
      }
    }
    if (compaction == 0) {
      return;
    }
    if (suspected != 0 && suspected != compaction) {
      raise(first);
    } else {
      suspected = compaction;
    }
  }

  private Agreement.Verdict stores() throws InterruptedException {
    var verdict = comparison.ofStores(patience, _ -> false);
    return verdict == null ? new Agreement.Alike(0, 0, Integer.MAX_VALUE) : verdict;
  }

  private void raise(Agreement.Differ verdict) throws InterruptedException {
    suspected = 0;
    Set<MemberId> culprits = new TreeSet<>(verdict.minority());
    if (culprits.isEmpty()) {
      culprits.add(new MemberId(0));
    }
    for (MemberId culprit : culprits) {
      var alarm =
          AlarmMember.newBuilder().setMemberID(culprit.value()).setAlarm(AlarmType.CORRUPT).build();
      if (!alarms.raised().get().contains(alarm)) {
        LOGGER.error(
            "the data of {} are corrupt: {}",
            culprit.value() == 0 ? "some member, nobody can tell which," : "member " + culprit,
            verdict.found());
        propose(alarm);
      }
    }
  }

  private void propose(AlarmMember alarm) throws InterruptedException {
    var request =
        AlarmRequest.newBuilder()
            .setAction(AlarmAction.ACTIVATE)
            .setMemberID(alarm.getMemberID())
            .setAlarm(alarm.getAlarm())
            .build();
    try {
      alarms.propose().apply(request).get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      LOGGER.warn("the alarm could not be raised and will be with the next check", failed);
    }
  }
}
