package actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.remote.artery.GracefulShutdownQuarantinedEvent;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// Members over real remoting, with the settings they run with: whatever happens to one or to the
/// Pekko cluster, Raft actors that live hear each other.
final class PeerRefsTest {

  private static final Duration POLL = Duration.ofMillis(20);

  private final List<Node> nodes = new ArrayList<>();

  /// A member's actor system, and what its Raft actor hears once it has one.
  private record Node(
      MemberId id, ActorSystem<SpawnProtocol.Command> actors, Queue<Raft.Message> heard) {

    Address address() {
      return Cluster.get(actors).selfMember().address();
    }

    int port() {
      return address().getPort().orElseThrow();
    }

    void spawnRaft() {
      var raft =
          Behaviors.<Raft.Message>receiveMessage(
              message -> {
                heard.add(message);
                return Behaviors.same();
              });
      ActorRef<ActorRef<Raft.Message>> nobody = actors.ignoreRef();
      actors.tell(new SpawnProtocol.Spawn<>(raft, PeerRefs.RAFT, Props.empty(), nobody));
    }

    PeerRefs peers(Node other) {
      return PeerRefs.of(
          actors,
          Map.of(id, address().toString(), other.id, other.address().toString()),
          new PeerRefs.Self(id, actors.ignoreRef()));
    }

    void stop() {
      actors.terminate();
      actors.getWhenTerminated().toCompletableFuture().join();
    }
  }

  /// Speaks to one member, and counts what it says.
  private record Line(Node from, Node to, PeerRefs peers, AtomicLong round) {

    static Line between(Node from, Node to) {
      return new Line(from, to, from.peers(to), new AtomicLong());
    }

    Raft.Heartbeat speak() {
      var heartbeat = new Raft.Heartbeat(from.id, 1, 0, round.incrementAndGet());
      peers.tell(to.id, heartbeat);
      return heartbeat;
    }

    /// Speaks until something said from now on is heard: what was under way may be lost.
    void awaitHearing() {
      long before = round.get();
      await(from.id + " is heard by " + to.id)
          .until(
              () -> {
                speak();
                return to.heard.stream().anyMatch(message -> isLater(message, before));
              });
    }

    private boolean isLater(Raft.Message message, long before) {
      return message instanceof Raft.Heartbeat heartbeat
          && heartbeat.from().equals(from.id)
          && heartbeat.round() > before;
    }
  }

  @AfterEach
  void stop() {
    nodes.forEach(Node::stop);
  }

  /// Remoting listens before there is a Raft actor. Artery numbers the recipients that are written
  /// to often, for the sender to write the number instead: none may stay with nobody.
  @Test
  void aMemberHearsWhoWroteBeforeItsRaftActorWasThere() {
    var early = start(1, 0);
    var late = start(2, 0);
    var line = Line.between(early, late);
    await("many messages to nobody").until(() -> line.speak().round() > 50);
    late.spawnRaft();
    for (int i = 0; i < 20; i++) {
      line.awaitHearing();
    }
  }

  /// Who leaves is put into quarantine by the others: that life of it, and nobody else.
  @Test
  void aMemberThatLeavesCutsNobodyOffAndIsHeardInItsNextLife() {
    var stays = start(1, 0);
    var other = start(2, 0);
    var leaver = start(3, 0);
    List.of(stays, other, leaver).forEach(Node::spawnRaft);
    List.of(leaver, stays, other).forEach(node -> join(node, leaver));
    Queue<GracefulShutdownQuarantinedEvent> quarantines = quarantinesSeenBy(stays);
    var toOther = Line.between(stays, other);
    var toLeaver = Line.between(stays, leaver);
    List.of(toOther, Line.between(other, stays), toLeaver).forEach(Line::awaitHearing);

    leaver.stop();
    await("the quarantine").until(() -> !quarantines.isEmpty());
    List.of(toOther, Line.between(other, stays)).forEach(Line::awaitHearing);

    var back = start(3, leaver.port());
    back.spawnRaft();
    Line.between(back, stays).awaitHearing();
    new Line(stays, back, toLeaver.peers(), new AtomicLong()).awaitHearing();
  }

  private static void join(Node node, Node founder) {
    var cluster = Cluster.get(node.actors());
    cluster.manager().tell(new Join(founder.address()));
    await(node.id() + " is up")
        .until(() -> cluster.selfMember().status().equals(MemberStatus.up()));
  }

  private static Queue<GracefulShutdownQuarantinedEvent> quarantinesSeenBy(Node node) {
    Queue<GracefulShutdownQuarantinedEvent> seen = new ConcurrentLinkedQueue<>();
    var listener =
        Behaviors.<GracefulShutdownQuarantinedEvent>receiveMessage(
            event -> {
              seen.add(event);
              return Behaviors.same();
            });
    ActorRef<GracefulShutdownQuarantinedEvent> ref =
        node.actors().systemActorOf(listener, "listener", Props.empty());
    var eventStream = node.actors().eventStream();
    eventStream.tell(new EventStream.Subscribe<>(GracefulShutdownQuarantinedEvent.class, ref));
    return seen;
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL);
  }

  private Node start(long id, int port) {
    var actors = ActorSystem.create(SpawnProtocol.create(), "sampo", config(port));
    var node = new Node(new MemberId(id), actors, new ConcurrentLinkedQueue<>());
    nodes.add(node);
    return node;
  }

  /// What members run with, but that numbers are given in milliseconds, not once a minute.
  private static Config config(int port) {
    String compression = "pekko.remote.artery.advanced.compression.";
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.remote.artery.canonical.hostname",
                "127.0.0.1",
                "pekko.remote.artery.canonical.port",
                port,
                compression + "actor-refs.advertisement-interval",
                POLL,
                compression + "manifests.advertisement-interval",
                POLL))
        .withFallback(ConfigFactory.load());
  }
}
