package simulation;

import actors.AlarmMachine;
import actors.Applier;
import actors.AuthMachine;
import actors.Journal;
import actors.JournalEvent;
import actors.JournalStore;
import actors.Lessor;
import actors.Raft;
import actors.RaftStatus;
import actors.Recovering;
import actors.SimulatedJournalStore;
import actors.StateMachine;
import actors.Surroundings;
import auth.Authority;
import com.google.protobuf.MessageLite;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import lease.LeaseTable;
import lease.LeaseWatcher;
import mvcc.MemoryBackend;
import mvcc.Store;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.jspecify.annotations.Nullable;
import proposal.PendingReplies;
import proposal.RequestIds;
import proposal.TimeoutCause;
import proposal.wire.Proposal;
import raft.Entry;
import raft.MemberId;
import raft.Membership;
import service.BulkReads;
import service.Entrance;
import service.Kv;
import service.Leases;
import service.MemberContext;

/// A member: the shipped actors and doors, on a disk that outlives them.
final class SimulatedMember implements SimulatedActor.Pace {

  /// A life begins at a later time of the wall clock than the one before, as ids ask for.
  private static final long MILLIS_OF_A_LIFE = 1000;

  private final MemberId id;
  private final Membership membership;
  private final SimulatedCluster cluster;
  private final SimulatedDisk<JournalEvent> disk;
  private final MemoryBackend rows = new MemoryBackend();
  private final double clockRate;
  private final List<Runnable> missedTurns = new ArrayList<>();
  private @Nullable Life life;
  private int lives;
  private boolean paused;
  private boolean refusesToStart;
  private long slowness = 1;

  SimulatedMember(MemberId id, Membership membership, SimulatedCluster cluster, double clockRate) {
    this.id = id;
    this.membership = membership;
    this.cluster = cluster;
    this.clockRate = clockRate;
    this.disk = new SimulatedDisk<>(cluster.agenda(), cluster.weather(), cluster.chance().disk());
  }

  MemberId id() {
    return id;
  }

  SimulatedDisk<JournalEvent> disk() {
    return disk;
  }

  boolean isUp() {
    return life != null;
  }

  /// Whether the disk is damaged for good.
  boolean isLost() {
    return refusesToStart || disk.isDamaged();
  }

  boolean isPaused() {
    return paused;
  }

  /// What the Raft actor said last; null while the member is down.
  @Nullable RaftStatus status() {
    return life == null ? null : life.status;
  }

  /// The door for clients; null while the member is down.
  @Nullable Kv kv() {
    return life == null ? null : life.kv;
  }

  /// The door to leases; null while the member is down, or where there are none.
  @Nullable Leases leases() {
    return life == null || life.lessor == null ? null : life.lessor.door();
  }

  /// How much longer than a second it takes the member's clock to pass one.
  double clockRate() {
    return clockRate;
  }

  /// The store; null while the member is down.
  @Nullable Store store() {
    return life == null ? null : life.store;
  }

  // -- life and death

  void start() {
    if (life != null || refusesToStart) {
      return;
    }
    lives++;
    List<JournalEvent> events;
    try {
      events = disk.read();
    } catch (IllegalStateException damaged) {
      refusesToStart = true;
      cluster.say(id + " refuses to start: " + damaged.getMessage());
      return;
    }
    life = new Life(events);
    life.begin();
  }

  /// Ends the process.
  ///
  /// @param torn whether a write under way leaves a torn record
  void crash(boolean torn) {
    if (life == null) {
      return;
    }
    cluster.say(id + " crashes");
    var ended = life;
    life = null;
    lives++;
    paused = false;
    missedTurns.clear();
    ended.entrance.stop();
    var kept = disk.crash(torn);
    if (kept != null && kept) {
      cluster.logs().stored(id, ended.underWay);
    }
    rows.crash(cluster.chance().disk().nextInt(rows.unsyncedWrites() + 1));
    cluster.logs().lostMemory(id);
  }

  void pause() {
    paused = true;
  }

  void wake() {
    paused = false;
    var turns = List.copyOf(missedTurns);
    missedTurns.clear();
    turns.forEach(this::nextTurn);
  }

  /// Runs a task of a client now, or when the member is awake again.
  void whenAwake(Runnable task) {
    if (paused) {
      missedTurns.add(task);
    } else {
      task.run();
    }
  }

  void setSlowness(long factor) {
    slowness = factor;
  }

  // -- messages and time

  /// Takes a message from the network.
  void receive(Raft.Rpc message) {
    if (life != null) {
      life.raft.deliver(message);
    }
  }

  void receive(Lessor.Rpc message) {
    if (life != null && life.lessor != null) {
      life.lessor.actor().deliver(message);
    }
  }

  void tellRaft(Raft.Local message) {
    if (life != null) {
      life.raft.deliver(message);
    }
  }

  /// The member's own clock, in nanoseconds.
  private long ownTime() {
    return (long) (cluster.agenda().now() / clockRate);
  }

  @Override
  public void nextTurn(Runnable turn) {
    var began = lives;
    cluster
        .agenda()
        .after(
            cluster.chance().members().nextInt(20_000) * slowness,
            () -> {
              if (lives == began) {
                if (paused) {
                  missedTurns.add(turn);
                } else {
                  turn.run();
                }
              }
            });
  }

  @Override
  public void afterOwnTime(long nanos, Runnable task) {
    var began = lives;
    cluster
        .agenda()
        .after(
            (long) (nanos * clockRate),
            () -> {
              if (lives == began) {
                task.run();
              }
            });
  }

  /// From a start of the process to its end.
  private final class Life implements Surroundings.Watcher, Applier.Watcher {

    private final LeaseTable leases = new LeaseTable(LeaseWatcher.NONE);
    private final Store store = Store.open(rows, cluster.storeLimits(), leases);
    private final StateMachine machine =
        new StateMachine(
            leases,
            AlarmMachine.of(store.rows(AlarmMachine.TABLE)),
            AuthMachine.restore(store, Authority.fresh()));
    private final SimulatedJournalStore events;
    private final SimulatedActor<Raft.Message> raft;
    private final SimulatedActor<Journal.Message> journal;
    private final SimulatedActor<Applier.Message> applier;
    private final TestInbox<JournalStore.Message> journalStore = TestInbox.create();
    private final Entrance entrance;
    private final Kv kv;
    private final PendingReplies replies;
    private final @Nullable SimulatedLessor lessor;
    private RaftStatus status;
    private List<Entry> underWay = List.of();

    Life(List<JournalEvent> written) {
      var stages = cluster.theatre().of(id);
      raft = new SimulatedActor<>(stages.raft(), SimulatedMember.this, this::collect);
      journal = new SimulatedActor<>(stages.journal(), SimulatedMember.this, this::collect);
      applier = new SimulatedActor<>(stages.applier(), SimulatedMember.this, this::collect);
      events =
          new SimulatedJournalStore(
              written,
              cluster.weather().journal().indexInterval(),
              this::write,
              entries -> cluster.logs().stored(id, entries));
      status = new RaftStatus(id, "recovering", 0, null, 0, 0, 0, 0, membership.voters());
      var ids = new RequestIds(id.value(), lives * MILLIS_OF_A_LIFE);
      var agenda = cluster.agenda();
      var limits = cluster.weather().limits();
      replies =
          new PendingReplies(
              ids, 1 << 10, limits.requestTimeout(), TimeoutCause.UNKNOWN, agenda::now);
      var bulk = new BulkReads(Runnable::run, 1);
      var context = new MemberContext(1, id.value(), () -> status, store::view, bulk, limits);
      entrance = new Entrance(context, replies, raft::deliver);
      kv =
          new Kv(
              context,
              entrance,
              () -> {
                throw new IllegalStateException("nobody asks for physical compaction here");
              });
      lessor = cluster.leases() == null ? null : lessor(context);
    }

    private SimulatedLessor lessor(MemberContext context) {
      var stage = cluster.theatre().of(id).lessor();
      return new SimulatedLessor(
          cluster,
          new SimulatedActor<>(stage, SimulatedMember.this, this::collect),
          new SimulatedLessor.Ground(
              context, entrance, leases, replies, raft::deliver, SimulatedMember.this::ownTime));
    }

    void begin() {
      leases.restore(store);
      cluster.logs().lostMemory(id);
      cluster.stateMachineSafety().standsAt(id, store.appliedIndex());
      raft.onTurn(message -> cluster.hears(id, status.role(), message));
      journal.onArrival(this::overhear);
      applier.onArrival(this::overhear);
      journal.start(
          self ->
              Journal.create(
                  cluster.weather().journal(), raft.ref(), cluster::send, journalStore.getRef()));
      var outlets = new Applier.Outlets(raft.ref(), replies, this);
      applier.start(_ -> Applier.create(store, machine, outlets));
      raft.start(
          self ->
              Recovering.create(
                  new Surroundings(
                      id,
                      membership,
                      cluster.weather().settings(),
                      cluster::send,
                      journal.ref(),
                      applier.ref(),
                      dice(),
                      this,
                      Surroundings.Bootstrap.TRUSTING)));
      var tailBytes = cluster.weather().journal().tailBytes();
      raft.deliver(events.recovered(store.appliedIndex(), tailBytes));
      if (lessor != null) {
        lessor.begin();
      }
    }

    private RandomGenerator dice() {
      return new CrampedDice(cluster.chance().members(), cluster.weather().drawn());
    }

    private void collect() {
      raft.collect();
      journal.collect();
      applier.collect();
      while (journalStore.hasMessages()) {
        events.receive(journalStore.receiveMessage());
        journal.collect();
      }
      if (lessor != null) {
        lessor.actor().collect();
      }
    }

    private void overhear(Journal.Message message) {
      if (message instanceof Journal.Write write && !write.entries().isEmpty()) {
        cluster.appends(id, write.entries());
      }
    }

    private void overhear(Applier.Message message) {
      if (message instanceof Applier.Apply apply) {
        cluster.applies(id, apply.entries());
      }
    }

    private void write(JournalEvent event, Runnable durable) {
      underWay = event.entries();
      disk.write(
          event,
          result -> {
            switch (result) {
              case DURABLE -> {
                durable.run();
                collect();
              }
              case FAILED -> {
                cluster.say(id + " could not write");
                cluster.stop(SimulatedMember.this);
              }
            }
          });
    }

    @Override
    public void status(RaftStatus now) {
      collect();
      status = now;
      cluster.committed(id, now.term(), now.commitIndex());
    }

    @Override
    public void transition(MemberId member, String role, long term, String what) {
      collect();
      cluster.entered(member, role, term, what);
    }

    @Override
    public void applied(Proposal proposal, @Nullable MessageLite answer, long nanos) {}

    @Override
    public void committed(long nanos) {
      cluster.applied(id, store);
    }
  }
}
