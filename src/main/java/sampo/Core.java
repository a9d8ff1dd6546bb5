package sampo;

import actors.AlarmMachine;
import actors.Applier;
import actors.AuthMachine;
import actors.Guardian;
import actors.JournalDamaged;
import actors.JournalSettings;
import actors.Raft;
import actors.StateMachine;
import actors.Surroundings;
import java.time.Duration;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import lease.LeaseTable;
import metrics.DiskMetrics;
import metrics.LeaseMetrics;
import metrics.Metrics;
import metrics.StoreMetrics;
import mvcc.Store;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import proposal.PendingReplies;
import proposal.RequestIds;
import raft.MemberId;
import raft.Membership;
import service.LeaderSightings;
import service.Limits;

/// The actors of a member and the store under them: all of it but the doors.
final class Core {

  private static final Logger LOGGER = LoggerFactory.getLogger("sampo.node");

  private final Settings settings;
  private final NodeConfig config;
  private final Certificates certificates;
  private final StoreFiles files;
  private final Store store;
  private final StatusBoard board;
  private final MemberDirectory members;
  private final AlarmMachine alarms;
  private final AuthConfig auth;
  private final Metrics metrics = new Metrics();
  private final LeaseMetrics leaseMetrics = new LeaseMetrics(metrics);
  private final LeaseTable leases = new LeaseTable(leaseMetrics);
  private final DiskMetrics disk = new DiskMetrics(metrics);
  private final ApplyMetrics applied;
  private final Unanswered unanswered;
  private final LeaderSightings sightings;
  private final PendingReplies replies;
  private final ActorSystem<Guardian.Message> system;
  private final Guardian.Started actors;
  private final Integrity integrity;
  private final Checkpoints checkpoints;
  private volatile @Nullable Throwable failure;

  private Core(Settings settings) {
    this.settings = settings;
    this.config = new NodeConfig(settings);
    new Identity(config.memberDir(), settings).claim();
    this.certificates = Certificates.open(settings, config, metrics);
    this.files = new StoreFiles(config.storeDir());
    var backend = files.open(config.usesNativeStore(), config.openTables());
    var checkpoint = config.indexCheckpoint();
    this.store = Store.open(backend, config.store(), leases, checkpoint);
    leases.restore(store);
    this.board = new StatusBoard(settings.name(), settings.memberId());
    this.members = new MemberDirectory(settings.initialCluster());
    members.restore(store.rows(StateMachine.MEMBERS_TABLE));
    this.applied =
        new ApplyMetrics(
            new StoreMetrics(metrics), disk, members, settings.service().watch().slowApply());
    this.alarms = AlarmMachine.of(store.rows(AlarmMachine.TABLE));
    this.auth = new AuthConfig(settings.security().auth(), config.config());
    this.sightings =
        new LeaderSightings(
            board::status, this::isHeardSince, config.limits().electionTimeout(), System::nanoTime);
    this.replies = replies(config.limits());
    this.unanswered = unanswered();
    var started = new CompletableFuture<Guardian.Started>();
    this.system =
        ActorSystem.create(
            Guardian.create(identity(), surface(started)),
            config.systemName(),
            certificates.setup(config.config()));
    this.actors = started.join();
    Hearing.of(system).know(config.membersByAddress());
    PeerTraffic.of(system).register(metrics, config.membersByAddress(), unanswered);
    this.integrity = Integrity.start(subject(), config, system, actors.applier());
    this.checkpoints = new Checkpoints(checkpoint, actors.applier());
    checkpoints.start(store::view);
  }

  private boolean isHeardSince(MemberId member, long nanos) {
    return Hearing.of(system).holdSince(member, nanos);
  }

  private PendingReplies replies(Limits limits) {
    return new PendingReplies(
        new RequestIds(settings.memberId().value(), System.currentTimeMillis()),
        limits.maxPending(),
        limits.requestTimeout(),
        sightings,
        System::nanoTime);
  }

  private Unanswered unanswered() {
    var others = new HashSet<>(config.addresses().keySet());
    others.remove(settings.memberId());
    return new Unanswered(System::nanoTime, settings.electionTimeout(), others);
  }

  private Integrity.Subject subject() {
    return new Integrity.Subject(
        settings.memberId(), config.addresses().keySet(), store, replies::newPositiveId);
  }

  static Core start(Settings settings) {
    return new Core(settings);
  }

  private Guardian.Identity identity() {
    return new Guardian.Identity(
        settings.memberId(),
        Membership.of(config.addresses().keySet()),
        config.addresses(),
        config.raft(),
        JournalSettings.of(config.config()),
        RandomGenerator.of("L64X128MixRandom"));
  }

  private Guardian.Surface surface(CompletableFuture<Guardian.Started> started) {
    return new Guardian.Surface(
        store,
        new StateMachine(leases, alarms, AuthMachine.restore(store, auth.authority())),
        replies,
        board,
        new Surroundings.Bootstrap(
            settings.initialClusterState() == Settings.ClusterState.NEW, members::hasJoined),
        unanswered::sent,
        applied,
        (bytes, nanos) -> disk.logged(bytes, nanos / 1e9),
        board::leader,
        started::complete,
        this::fail);
  }

  private void fail(Throwable cause) {
    failure = cause;
    board.giveUp();
  }

  Settings settings() {
    return settings;
  }

  NodeConfig config() {
    return config;
  }

  Store store() {
    return store;
  }

  LeaseTable leases() {
    return leases;
  }

  LeaseMetrics leaseMetrics() {
    return leaseMetrics;
  }

  Certificates certificates() {
    return certificates;
  }

  StoreFiles files() {
    return files;
  }

  Metrics metrics() {
    return metrics;
  }

  ApplyMetrics applied() {
    return applied;
  }

  StatusBoard board() {
    return board;
  }

  MemberDirectory members() {
    return members;
  }

  AlarmMachine alarms() {
    return alarms;
  }

  AuthConfig auth() {
    return auth;
  }

  LeaderSightings sightings() {
    return sightings;
  }

  PendingReplies replies() {
    return replies;
  }

  ActorSystem<Guardian.Message> system() {
    return system;
  }

  ActorRef<Raft.Message> raft() {
    return actors.raft();
  }

  Integrity integrity() {
    return integrity;
  }

  /// Ends once this member has removed from its disk what compactions made unreadable.
  CompletionStage<Void> scrubbed() {
    var done = new CompletableFuture<Void>();
    actors.applier().tell(new Applier.WhenScrubbed(() -> done.complete(null)));
    return done;
  }

  /// Why the member had to stop; null while it runs.
  @Nullable Throwable failure() {
    return failure;
  }

  /// One line on what went wrong and what to do.
  String explainFailure() {
    Throwable cause = failure;
    return cause == null ? "its actor system ended" : JournalDamaged.explain(cause);
  }

  /// Ends the actors, then closes the store: nothing writes to it any more.
  void close(Duration patience) {
    integrity.close();
    checkpoints.close();
    certificates.close();
    system.tell(Guardian.Message.STOP);
    try {
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      store.sync();
      store.close();
    } catch (ExecutionException | TimeoutException stuck) {
      LOGGER.warn("{} did not stop in {}: {}", settings.name(), patience, stuck.toString());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
