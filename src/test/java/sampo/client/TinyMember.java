package sampo.client;

import actors.Door;
import actors.RaftStatus;
import auth.Passwords;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import etcdserverpb.Member;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import proposal.PendingReplies;
import proposal.RequestIds;
import proposal.TimeoutCause;
import raft.MemberId;
import sampo.DoorKeeper;
import service.BulkReads;
import service.Entrance;
import service.Kv;
import service.LeaderTransfers;
import service.Limits;
import service.Maintenance;
import service.MemberContext;
import service.Members;
import service.Permissions;
import service.Users;

/// A member in an actor system of its own: a real door, real services, and no Raft.
final class TinyMember implements AutoCloseable {

  static final int FRAME = 1 << 20;

  final long id;
  final ActorSystem<Void> system;

  /// What was asked, in its order.
  final List<Door.Kind> asked = new CopyOnWriteArrayList<>();

  /// Lets a request in; one that it keeps out it has to answer itself, or not.
  volatile Predicate<Door.Ask> guard = _ -> true;

  private final TinyCluster cluster;

  TinyMember(TinyCluster cluster, long id, Config config) {
    this.cluster = cluster;
    this.id = id;
    this.system = ActorSystem.create(Behaviors.empty(), "sampo", config);
    var unused = system.systemActorOf(guarded(keeper()), Door.NAME, Props.empty());
  }

  static Config config(String provider, int port) {
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.actor.provider", provider,
                "pekko.remote.artery.canonical.hostname", "127.0.0.1",
                "pekko.remote.artery.canonical.port", port,
                "pekko.remote.artery.advanced.maximum-frame-size", FRAME,
                "pekko.remote.artery.advanced.buffer-pool-size", 8))
        .withFallback(ConfigFactory.load());
  }

  private Behavior<Door.Ask> guarded(Behavior<Door.Ask> keeper) {
    return Behaviors.setup(
        context -> {
          var inside = context.spawn(keeper, "keeper");
          return Behaviors.receiveMessage(
              ask -> {
                asked.add(ask.kind());
                if (guard.test(ask)) {
                  inside.tell(ask);
                }
                return Behaviors.same();
              });
        });
  }

  private Behavior<Door.Ask> keeper() {
    return DoorKeeper.create(services(), FRAME - (4 << 10));
  }

  DoorKeeper.Services services() {
    var context =
        new MemberContext(
            cluster.id,
            id,
            this::status,
            cluster.store::view,
            new BulkReads(Runnable::run, 1),
            Limits.defaults(),
            new Permissions(cluster.authority, cluster.authority.tokens()));
    var replies =
        new PendingReplies(
            new RequestIds(id, 1),
            1000,
            Duration.ofSeconds(5),
            TimeoutCause.UNKNOWN,
            System::nanoTime);
    var entrance = new Entrance(context, replies, message -> cluster.hear(message, replies));
    var reach =
        new Maintenance.Reach(
            new Maintenance.StoreSize(() -> 0, () -> 0, 0),
            List::of,
            new LeaderTransfers(context, _ -> {}, System::nanoTime),
            cluster.store::backup,
            Duration.ofSeconds(60),
            _ -> {},
            () -> {});
    return new DoorKeeper.Services(
        new Kv(context, entrance, () -> CompletableFuture.completedFuture(null)),
        new Members(context, entrance, cluster::list),
        new Maintenance(context, entrance, reach),
        new Users(context, entrance, new Passwords(new Passwords.Limits(4, 1, 100, 100))));
  }

  private RaftStatus status() {
    long leader = cluster.leader;
    return new RaftStatus(
        new MemberId(id),
        leader == id ? "leader" : "follower",
        cluster.term,
        leader == 0 ? null : new MemberId(leader),
        0,
        0,
        0,
        0,
        cluster.members.stream().map(member -> new MemberId(member.id)).toList());
  }

  Member listed() {
    return Member.newBuilder()
        .setID(id)
        .setName("m" + id)
        .addPeerURLs("http://" + address())
        .build();
  }

  /// `host:port`.
  String address() {
    return "127.0.0.1:" + port();
  }

  int port() {
    return addressOf(system).getPort().orElseThrow();
  }

  static Address addressOf(ActorSystem<?> system) {
    return ((ExtendedActorSystem) Adapter.toClassic(system)).provider().getDefaultAddress();
  }

  long count(Door.Kind kind) {
    return asked.stream().filter(kind::equals).count();
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
