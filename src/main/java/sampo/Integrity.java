package sampo;

import actors.Applier;
import actors.HashDesk;
import actors.Inspector;
import actors.MemberRefs;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import metrics.Metrics;
import mvcc.Pace;
import mvcc.Store;
import mvcc.StoreHashes;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import raft.MemberId;
import sampo.settings.IntegritySettings;
import sampo.settings.IntegritySettings.Gate;
import service.Comparison;
import service.CorruptionWatch;
import service.StartCheck;

/// The threads and times of comparing this member's store with those of the others.
///
/// One thread walks through the store, for other members and after compactions; another compares,
/// since that waits for the walks of others.
final class Integrity implements AutoCloseable {

  /// How long, and how eagerly.
  ///
  /// @param walkShare the part of the time for which a walk through the store works
  /// @param answerTimeout how long the leader waits for the others
  /// @param initialTimeout how long a member that starts waits for them
  /// @param retryInterval time between two askings of a silent member
  record Limits(
      double walkShare, Duration answerTimeout, Duration initialTimeout, Duration retryInterval) {

    static Limits of(Config config) {
      return new Limits(
          config.getDouble("walk-share"),
          config.getDuration("answer-timeout"),
          config.getDuration("initial-timeout"),
          config.getDuration("retry-interval"));
    }
  }

  /// What is checked.
  ///
  /// @param members all of the cluster
  /// @param askIds names for askings, none of them used before in any life of this member
  record Subject(MemberId self, Set<MemberId> members, Store store, LongSupplier askIds) {

    Set<MemberId> others() {
      var others = new HashSet<>(members);
      others.remove(self);
      return others;
    }
  }

  private static final Logger LOGGER = LoggerFactory.getLogger("sampo.integrity");
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Limits limits;
  private final Subject subject;
  private final StoreHashes hashes;
  private final ScheduledExecutorService walks = thread("store-hashes");
  private final ScheduledExecutorService checks = thread("corruption-checks");
  private final ActorRef<Inspector.Message> inspector;

  private Integrity(
      Subject subject,
      NodeConfig config,
      ActorSystem<?> system,
      ActorRef<Applier.Message> applier) {
    this.limits = Limits.of(config.config().getConfig("sampo.integrity"));
    this.subject = subject;
    this.hashes = new StoreHashes(subject.store::view, Pace.of(limits.walkShare));
    var surface =
        new HashDesk.Surface(
            subject.self,
            subject.others(),
            MemberRefs.<Inspector.Message>of(system, config.addresses(), Inspector.PATH)::tell,
            hashes,
            (index, then) -> applier.tell(new Applier.ReadAt(index, new WhenApplied(then))),
            walks,
            subject.askIds);
    this.inspector =
        Inspector.start(system, limits.retryInterval, self -> new HashDesk(surface, self));
  }

  /// Starts to answer other members.
  static Integrity start(
      Subject subject,
      NodeConfig config,
      ActorSystem<?> system,
      ActorRef<Applier.Message> applier) {
    return new Integrity(subject, config, system, applier);
  }

  /// Tells Prometheus which checks are on, of those that have a switch.
  static void register(Metrics metrics, IntegritySettings settings) {
    var enabled =
        metrics.gauge(
            "etcd_server_feature_enabled",
            "Whether a feature is on, of those that a switch turns here.",
            "name",
            "stage");
    for (var gate :
        List.of(Gate.CompactHashCheck, Gate.InitialCorruptCheck, Gate.LeaseCheckpoint)) {
      enabled.labelValues(gate.name(), "ALPHA").set(settings.isOn(gate) ? 1 : 0);
    }
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name(name).factory());
  }

  private Comparison comparison(StoreHashes by) {
    return new Comparison(
        new Comparison.Ground(subject.self, subject.others(), by, inspector::tell));
  }

  /// Compares the data that this member starts with.
  ///
  /// @throws InvalidSettings if a majority of the members contradicts them
  void checkStart(Path memberDir) throws InterruptedException {
    if (subject.members.size() == 1 || subject.store.appliedIndex() == 0) {
      return;
    }
    var atOnce = new StoreHashes(subject.store::view, Pace.FULL);
    String found = new StartCheck(comparison(atOnce), limits.initialTimeout).run();
    if (found != null) {
      throw new InvalidSettings(
          ("the data in %s are corrupt: they differ from those of a majority of members (%s);"
                  + " keep a copy, then see OPERATIONS.md, \"When a member is corrupt\"")
              .formatted(memberDir.resolve("store"), found));
    }
  }

  /// Begins the checks of whoever leads.
  void watch(IntegritySettings settings, CorruptionWatch.Alarms alarms) {
    if (subject.members.size() == 1) {
      return;
    }
    var watch = new CorruptionWatch(comparison(hashes), alarms, limits.answerTimeout);
    every(checks, settings.corruptCheckTime(), settings.corruptCheckTime(), watch::compareStores);
    Duration between = settings.compactHashCheckTime();
    if (settings.isOn(Gate.CompactHashCheck) && !between.isZero()) {
      every(walks, between, LOOK, hashes::keep);
      every(checks, between, between, watch::compareCompactions);
    }
  }

  private interface Check {
    void run() throws InterruptedException;
  }

  private static void every(
      ScheduledExecutorService thread, Duration first, Duration between, Check check) {
    if (!between.isZero()) {
      var unused =
          thread.scheduleWithFixedDelay(
              () -> run(thread, check), first.toNanos(), between.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private static void run(ScheduledExecutorService thread, Check check) {
    try {
      check.run();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failed) {
      if (!thread.isShutdown()) {
        LOGGER.error("the stores of members could not be compared", failed);
      }
    }
  }

  @Override
  public void close() {
    checks.shutdownNow();
    walks.shutdownNow();
  }
}
