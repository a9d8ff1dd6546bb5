package sampo;

import actors.DiskGuard;
import actors.LeaseOffice;
import actors.Lessor;
import actors.MemberRefs;
import auth.Passwords;
import etcdserverpb.Member;
import grpc.GrpcServer;
import grpc.UnderWay;
import http.HttpConnections;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import metrics.GrpcMetrics;
import metrics.Metrics;
import metrics.ProcessMetrics;
import metrics.SlowCalls;
import org.jspecify.annotations.Nullable;
import proposal.wire.Proposal;
import proposal.wire.PublishMember;
import sampo.settings.HttpSettings;
import service.AutoCompaction;
import service.BulkReads;
import service.CorruptionWatch;
import service.Elections;
import service.Entrance;
import service.Kv;
import service.LeaderTransfers;
import service.Leases;
import service.Locks;
import service.Maintenance;
import service.MemberContext;
import service.MemberMetrics;
import service.Members;
import service.Quota;
import service.Sweeper;
import service.Users;
import service.WaitingLine;
import service.Watches;
import watch.Hub;

/// The services of a member and where clients reach them.
final class Doors implements AutoCloseable {

  private static final Duration SWEEP = Duration.ofMillis(100);

  private final Settings settings;
  private final Core core;
  private final ExecutorService bulkReads;
  private final MemberContext context;
  private final Entrance entrance;
  private final Sweeper sweeper;
  private final Kv kv;
  private final Watches watches;
  private final Leases leases;
  private final Members members;
  private final Maintenance maintenance;
  private final Passwords passwords;
  private final Users users;
  private final GrpcServer.Services services;
  private final GrpcMetrics grpcMetrics;
  private final UnderWay underWay = new UnderWay();
  private final HttpDoor http;

  private Doors(Settings settings, Core core) throws IOException {
    this.settings = settings;
    this.core = core;
    this.bulkReads =
        Executors.newFixedThreadPool(
            core.config().config().getInt("sampo.limits.bulk-read-threads"),
            Thread.ofPlatform().daemon().name("bulk-reads-", 0).factory());
    this.context = context();
    this.passwords = core.auth().passwords();
    var upkeep = new StoreConfig(settings.service().space(), core.config().config());
    var quota = quota(upkeep);
    this.entrance = new Entrance(context, core.replies(), core.raft()::tell, quota);
    this.kv = new Kv(context, entrance, core::scrubbed, core.applied(), upkeep.readBudget());
    var transfers = new LeaderTransfers(context, core.raft()::tell, System::nanoTime);
    var compaction = new AutoCompaction(context, upkeep.retention(), kv::compact, System::nanoTime);
    var size = size(upkeep);
    this.maintenance = maintenance(upkeep, size, transfers);
    this.sweeper =
        Sweeper.start(
            entrance,
            core.sightings(),
            SWEEP,
            transfers::observe,
            compaction::tend,
            () -> quota.tend(entrance),
            () -> maintenance.tend(System.nanoTime()));
    var hub = new Hub(core.store(), core.config().watch(), bulkReads);
    this.watches = new Watches(context, entrance, hub, core.config().watchProgressInterval());
    this.leases = new Leases(context, entrance, leaseGround());
    this.members = new Members(context, entrance, core.members()::members);
    this.users = new Users(context, entrance, passwords);
    this.services = services();
    this.grpcMetrics = grpcMetrics();
    this.http = openHttp();
    register(core.metrics(), size, hub);
    core.integrity().watch(settings.service().integrity(), alarms());
    Integrity.register(core.metrics(), settings.service().integrity());
    DoorKeeper.open(core.system(), new DoorKeeper.Services(kv, members, maintenance, users));
  }

  private GrpcMetrics grpcMetrics() {
    boolean timed = settings.service().http().metrics() == HttpSettings.Metrics.EXTENSIVE;
    var slow = new SlowCalls(settings.service().watch().slowUnary(), System::nanoTime);
    return new GrpcMetrics(core.metrics(), timed, slow);
  }

  private HttpDoor openHttp() throws IOException {
    var bounds = core.config().config().getConfig("sampo.http");
    return HttpDoor.open(
        settings.service().http(),
        bounds,
        core.certificates()::nameUser,
        context,
        services,
        core.metrics(),
        grpcMetrics,
        underWay);
  }

  private void register(Metrics metrics, Maintenance.StoreSize size, Hub hub) {
    MemberMetrics.register(metrics, context, entrance, core.replies());
    MemberMetrics.register(metrics, size);
    MemberMetrics.register(metrics, maintenance);
    MemberMetrics.register(metrics, hub);
    ProcessMetrics.register(metrics);
  }

  private MemberContext context() {
    return new MemberContext(
        settings.initialCluster().clusterId(),
        settings.memberId().value(),
        core.board()::status,
        core.store()::view,
        new BulkReads(
            bulkReads, core.config().config().getInt("sampo.limits.max-waiting-bulk-reads")),
        core.config().limits(),
        core.auth().permissions());
  }

  private GrpcServer.Services services() {
    var inner = new WaitingLine.Ground(kv, watches, leases);
    return new GrpcServer.Services(
        kv, watches, leases, new Locks(inner), new Elections(inner), members, maintenance, users);
  }

  /// Starts what keeps the time of leases.
  private Leases.Ground leaseGround() {
    var surface =
        new LeaseOffice.Surface(
            core.board()::status,
            core.leases(),
            core.leaseMetrics(),
            MemberRefs.<Lessor.Message>of(core.system(), core.config().addresses(), Lessor.PATH)
                ::tell,
            entrance::confirm,
            core.raft()::tell,
            System::nanoTime,
            core.replies()::newPositiveId);
    var limits = core.config().leases();
    var lessor = Lessor.start(core.system(), self -> new LeaseOffice(surface, limits, self));
    core.leases().onChange(ids -> lessor.tell(new Lessor.Changed(ids)));
    return new Leases.Ground(
        core.leases(),
        lessor::tell,
        core.replies()::newPositiveId,
        core.config().config().getInt("sampo.lease.max-waiting-per-stream"));
  }

  /// Listens for clients.
  ///
  /// @throws IOException if an address cannot be had
  ClientPorts listen() throws IOException {
    return ClientPorts.open(
        settings,
        core,
        port -> GrpcServer.start(port, context, services, grpcMetrics, underWay, besideGrpc()),
        http.connections(),
        http.observing());
  }

  private @Nullable HttpConnections besideGrpc() {
    return settings.service().http().besideGrpc() ? http.connections() : null;
  }

  private Maintenance.StoreSize size(StoreConfig upkeep) {
    return new Maintenance.StoreSize(
        core.files()::size, () -> core.store().view().liveBytes(), upkeep.quota());
  }

  private Maintenance maintenance(
      StoreConfig upkeep, Maintenance.StoreSize size, LeaderTransfers transfers) {
    var reach =
        new Maintenance.Reach(
            size,
            core.alarms()::raised,
            transfers,
            core.store()::backup,
            upkeep.snapshotPatience(),
            core.applied()::copied,
            new SpaceReturn(core.store()));
    return new Maintenance(context, entrance, reach);
  }

  private Quota quota(StoreConfig upkeep) {
    return new Quota(
        context,
        upkeep.bounds(),
        () -> core.store().view().liveBytes(),
        DiskGuard.of(core.config().memberDir(), upkeep.diskReserve())::admits,
        new Quota.Alarms(core.alarms()::raised, core.alarms()::foundByMembers));
  }

  private CorruptionWatch.Alarms alarms() {
    return new CorruptionWatch.Alarms(
        context::isLeader,
        core.alarms()::raised,
        request ->
            entrance.propose(Proposal.newBuilder().setFoundAlarm(request), Function.identity()));
  }

  static Doors open(Settings settings, Core core) throws IOException {
    return new Doors(settings, core);
  }

  Leases leases() {
    return leases;
  }

  Kv kv() {
    return kv;
  }

  List<Member> memberList() {
    return members.list();
  }

  /// Tells the cluster under which name and addresses clients find this member; goes on until the
  /// cluster has heard it.
  void publish() {
    var urls = settings.advertiseClientUrls().stream().map(HttpUrl::text).toList();
    PublishMember self =
        PublishMember.newBuilder()
            .setMemberId(settings.memberId().value())
            .setName(settings.name())
            .addAllClientUrls(urls)
            .build();
    if (!core.members().knows(self)) {
      publish(self);
    }
  }

  private void publish(PublishMember self) {
    entrance
        .propose(Proposal.newBuilder().setPublishMember(self), Function.identity())
        .whenComplete(
            (_, failure) -> {
              if (failure != null && !bulkReads.isShutdown()) {
                bulkReads.execute(() -> publish(self));
              }
            });
  }

  /// Lets clients go: waits for the calls under way, tells those that may last for ever, and takes
  /// no new connections. Then closes all.
  ///
  /// @param grace how long calls may take
  void leave(ClientPorts clients, Duration grace) {
    long deadline = System.nanoTime() + grace.toNanos();
    clients.leave();
    http.leave();
    underWay.leave();
    try {
      underWay.await(() -> http.isGone() && clients.isGone(), deadline);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    http.close();
    clients.close();
  }

  @Override
  public void close() {
    entrance.stop();
    sweeper.close();
    watches.close();
    bulkReads.shutdown();
    passwords.close();
  }
}
