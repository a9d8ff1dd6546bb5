package service;

import actors.AlarmMachine;
import actors.AuthMachine;
import actors.LeaseOffice;
import actors.Lessor;
import actors.Raft;
import actors.RaftStatus;
import actors.StateMachine;
import auth.Authority;
import auth.Passwords;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import etcd.EtcdException;
import etcdserverpb.AlarmMember;
import etcdserverpb.Member;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lease.LeaseTable;
import lease.LeaseTimes;
import lease.LeaseWatcher;
import mvcc.MemoryBackend;
import mvcc.Past;
import mvcc.Store;
import mvcc.StoreLimits;
import org.jspecify.annotations.Nullable;
import proposal.PendingReplies;
import proposal.RequestIds;
import proposal.wire.Proposal;
import raft.MemberId;
import watch.Hub;
import watch.WatchLimits;

/// A member whose log is a thread that applies at once what is proposed, to a real store. It can be
/// told to fall silent, as a member without a quorum does.
public final class LoneMember implements AutoCloseable {

  public static final long CLUSTER_ID = 0xcafe;
  public static final MemberId SELF = new MemberId(0xbeefL);

  /// Reads that may wait for the thread of large ones.
  static final int MAX_WAITING_READS = 1000;

  static final Duration SNAPSHOT_PATIENCE = Duration.ofSeconds(60);

  private final LeaseTable leases = new LeaseTable(LeaseWatcher.NONE);
  private final Store store = Store.open(new MemoryBackend(), StoreLimits.defaults(), leases);
  private final ScheduledExecutorService log = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService bulkReads = Executors.newSingleThreadExecutor();
  private final LinkedBlockingQueue<Raft.Local> held = new LinkedBlockingQueue<>();
  private final PendingReplies pending;
  private final Entrance entrance;
  private final Sweeper sweeper;
  private final LeaseOffice lessor;
  private final MemberContext context;
  private final Hub hub;
  private final Watches watches;
  private long index;
  private final AlarmMachine switched = new AlarmMachine();
  private final Authority authority = Authority.fresh();
  private final Passwords passwords = new Passwords(new Passwords.Limits(4, 1, 100, 100));
  private final StateMachine machine =
      new StateMachine(leases, switched, AuthMachine.restore(store, authority));
  private final Quota quota;
  private final ReadBudget budget = new ReadBudget(64 << 20, Duration.ofSeconds(5));
  private final LeaderTransfers transfers;
  private final ConcurrentLinkedQueue<Raft.Local> told = new ConcurrentLinkedQueue<>();
  private volatile boolean silent;
  private volatile long room = Long.MAX_VALUE;
  private final AtomicInteger tidied = new AtomicInteger();
  private volatile List<AlarmMember> alarms = List.of();
  private volatile CompletableFuture<Void> scrub = CompletableFuture.completedFuture(null);
  private volatile RaftStatus status;

  public LoneMember() {
    this(Limits.defaults());
  }

  public LoneMember(Limits limits) {
    this(limits, Quota.Bounds.NONE);
  }

  public LoneMember(Limits limits, Quota.Bounds bounds) {
    status = status(SELF, List.of(SELF), 0, 0);
    context =
        new MemberContext(
            CLUSTER_ID,
            SELF.value(),
            () -> status,
            store::view,
            new BulkReads(bulkReads, MAX_WAITING_READS),
            limits,
            new Permissions(authority, authority.tokens()));
    var window = new Past.Bounds(1000, 128 << 10);
    hub = new Hub(store, new WatchLimits(window, limits.maxMessageBytes(), 4, 1000), bulkReads);
    var sightings =
        new LeaderSightings(
            () -> status,
            LeaderSightings.Connections.UNKNOWN,
            limits.electionTimeout(),
            System::nanoTime);
    pending =
        new PendingReplies(
            new RequestIds(SELF.value(), System.currentTimeMillis()),
            limits.maxPending(),
            limits.requestTimeout(),
            sightings,
            System::nanoTime);
    quota = quota(bounds, context);
    entrance = new Entrance(context, pending, this::tell, quota);
    watches = new Watches(context, entrance, hub, Watches.MIN_PROGRESS_INTERVAL);
    transfers = new LeaderTransfers(context, told::add, System::nanoTime);
    sweeper =
        Sweeper.start(
            entrance,
            sightings,
            Duration.ofMillis(10),
            transfers::observe,
            () -> quota.tend(entrance));
    lessor = lessor(limits);
    leases.onChange(ids -> tell(new Lessor.Changed(ids)));
    var unused =
        log.scheduleWithFixedDelay(
            () -> lessor.receive(Lessor.Timer.TICK), 10, 10, TimeUnit.MILLISECONDS);
  }

  private Quota quota(Quota.Bounds bounds, MemberContext member) {
    return new Quota(
        member,
        bounds,
        () -> store.view().liveBytes(),
        bytes -> bytes <= room,
        new Quota.Alarms(switched::raised, switched::foundByMembers));
  }

  private LeaseOffice lessor(Limits limits) {
    return new LeaseOffice(
        new LeaseOffice.Surface(
            () -> status,
            leases,
            LeaseWatcher.NONE,
            (_, _) -> {},
            entrance::confirm,
            this::tell,
            System::nanoTime,
            pending::newPositiveId),
        new LeaseOffice.Limits(
            LeaseTimes.defaults(limits.electionTimeout()),
            limits.requestTimeout(),
            Duration.ofMillis(50),
            1000),
        this::tell);
  }

  private void tell(Lessor.Message message) {
    log.execute(() -> lessor.receive(message));
  }

  public MemberContext context() {
    return context;
  }

  public Entrance entrance() {
    return entrance;
  }

  public PendingReplies pending() {
    return pending;
  }

  public Kv kv() {
    return new Kv(context, entrance, () -> scrub, _ -> {}, budget);
  }

  public Watches watches() {
    return watches;
  }

  public Hub hub() {
    return hub;
  }

  public Leases leases() {
    return new Leases(
        context, entrance, new Leases.Ground(leases, this::tell, pending::newPositiveId, 4));
  }

  private WaitingLine.Ground inner() {
    return new WaitingLine.Ground(kv(), watches, leases());
  }

  public Locks locks() {
    return new Locks(inner());
  }

  public Elections elections() {
    return new Elections(inner());
  }

  public Members members() {
    return new Members(
        context,
        entrance,
        () -> List.of(member(-1, "last"), member(3, "first"), member(SELF.value(), "self")));
  }

  public Users users() {
    return new Users(context, entrance, passwords);
  }

  public Maintenance maintenance() {
    return new Maintenance(
        context,
        entrance,
        new Maintenance.Reach(
            new Maintenance.StoreSize(() -> 4096, () -> 1024, 2L << 30),
            () -> alarms.isEmpty() ? switched.raised() : alarms,
            transfers,
            store::backup,
            SNAPSHOT_PATIENCE,
            _ -> {},
            tidied::incrementAndGet));
  }

  /// Nothing is applied and no read served from now on.
  public void fallSilent() {
    silent = true;
  }

  /// Goes on, with what came meanwhile.
  public void goOn() {
    silent = false;
    for (var message = held.poll(); message != null; message = held.poll()) {
      tell(message);
    }
  }

  public void loseLeader() {
    status = status(null, List.of(SELF), 0, 0);
  }

  public void becomeLearner() {
    status = status(new MemberId(1), List.of(new MemberId(1)), 0, 0);
  }

  public void fallBehind(long committed) {
    status = status(SELF, List.of(SELF), committed, 0);
  }

  public void follow(MemberId leader) {
    status = status(leader, List.of(SELF, leader), 0, 0);
  }

  public void leadWith(MemberId other) {
    status = status(SELF, List.of(SELF, other), 0, 0);
  }

  /// The disk has room for no more than this at a time.
  public void leaveRoom(long bytes) {
    room = bytes;
  }

  /// Removes what compactions made unreadable.
  public void scrub() {
    CompletableFuture.runAsync(
            () -> {
              while (store.compactSlice(100)) {}
            },
            log)
        .join();
  }

  /// The thread of large reads does nothing else until this has ended.
  void occupyBulkReads(CompletableFuture<Void> until) {
    bulkReads.execute(until::join);
  }

  /// Looks after the quota now.
  public void tendQuota() {
    quota.tend(entrance);
  }

  /// The memory for answers of large reads.
  public ReadBudget budget() {
    return budget;
  }

  public Store store() {
    return store;
  }

  /// What the Raft actor was told beside requests.
  public List<Raft.Local> told() {
    return List.copyOf(told);
  }

  /// How often disk space was to be given back.
  public int tidied() {
    return tidied.get();
  }

  public void raise(AlarmMember... raised) {
    alarms = List.of(raised);
  }

  public void scrubUntil(CompletableFuture<Void> done) {
    scrub = done;
  }

  /// How many messages wait for [#goOn].
  public int heldMessages() {
    return held.size();
  }

  /// How many times somebody has said that proposals wait; whoever keeps leases says of reads at
  /// any time that they do.
  public long heldProposals() {
    return held.stream().filter(Raft.Propose.class::isInstance).count();
  }

  @Override
  public void close() {
    sweeper.close();
    watches.close();
    entrance.stop();
    log.shutdown();
    bulkReads.shutdown();
    passwords.close();
  }

  private void tell(Raft.Local message) {
    if (silent) {
      held.add(message);
      return;
    }
    log.execute(
        () -> {
          switch (message) {
            case Raft.Propose propose -> apply(propose.source().take().awaited());
            case Raft.ProposeAsLeader propose -> apply(propose.proposals());
            case Raft.Read read -> read.source().take().serve();
            default -> throw new IllegalArgumentException("unexpected " + message);
          }
        });
  }

  private void apply(List<ByteString> proposals) {
    for (var encoded : proposals) {
      var proposal = parse(encoded);
      var batch = store.begin();
      try {
        var response = machine.apply(batch, proposal);
        batch.commit(++index, 1);
        machine.committed();
        pending.complete(proposal.getId(), response);
      } catch (EtcdException refused) {
        batch.commit(++index, 1);
        pending.fail(proposal.getId(), refused);
      }
    }
  }

  private static Proposal parse(ByteString encoded) {
    try {
      return Proposal.parseFrom(encoded);
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static RaftStatus status(
      @Nullable MemberId leader, List<MemberId> voters, long committed, long applied) {
    return new RaftStatus(SELF, "leader", 4, leader, committed, applied, committed, 1, voters);
  }

  private static Member member(long id, String name) {
    return Member.newBuilder().setID(id).setName(name).build();
  }
}
