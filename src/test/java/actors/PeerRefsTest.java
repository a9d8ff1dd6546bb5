package actors;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// Members over real remoting, with the settings they run with: whatever else happens to one, its
/// Raft actor hears its peers for as long as it lives.
final class PeerRefsTest {

  private static final MemberId EARLY = new MemberId(1);
  private static final MemberId LATE = new MemberId(2);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration ADVERTISEMENTS = Duration.ofMillis(50);

  private final List<ActorSystem<?>> systems = new ArrayList<>();

  @AfterEach
  void stop() {
    systems.forEach(ActorSystem::terminate);
    systems.forEach(system -> system.getWhenTerminated().toCompletableFuture().join());
  }

  /// Remoting listens before there is a Raft actor. Artery remembers who is written to often, and
  /// tells the sender a number to write instead; one given to nobody must not stay with an actor
  /// that has come since.
  @Test
  void aMemberHearsAPeerThatWroteBeforeItsRaftActorWasThere() {
    var early = start();
    var late = start();
    Queue<Long> heard = new ConcurrentLinkedQueue<>();
    var peers = peersOf(early, late);
    var round = new AtomicLong();
    for (int i = 0; i < 50; i++) {
      Awaitility.await("a message to nobody")
          .pollDelay(Duration.ofMillis(10))
          .until(() -> tell(peers, round.incrementAndGet()));
    }
    spawnRaft(late, heard);
    long last = 0;
    for (int i = 0; i < 20; i++) {
      last = awaitHearing(peers, round, heard, last);
    }
  }

  /// A message told now, and every one after it, arrives; those under way may be lost.
  private static long awaitHearing(Peers peers, AtomicLong round, Queue<Long> heard, long atLeast) {
    long told = round.incrementAndGet();
    assertThat(told).isGreaterThan(atLeast);
    Awaitility.await("message " + told + " or a later one")
        .atMost(PATIENCE)
        .pollInterval(ADVERTISEMENTS)
        .until(
            () -> tell(peers, round.incrementAndGet()) && heard.stream().anyMatch(r -> r > told));
    return told;
  }

  private static boolean tell(Peers peers, long round) {
    peers.tell(LATE, new Raft.Heartbeat(EARLY, 1, 0, round));
    return true;
  }

  private ActorSystem<SpawnProtocol.Command> start() {
    var system = ActorSystem.create(SpawnProtocol.create(), "sampo", config());
    systems.add(system);
    return system;
  }

  /// What members run with, but that remembers in milliseconds who is written to, not in minutes.
  private static Config config() {
    String compression = "pekko.remote.artery.advanced.compression.";
    return ConfigFactory.parseMap(
            Map.of(
                "pekko.remote.artery.canonical.hostname",
                "127.0.0.1",
                "pekko.remote.artery.canonical.port",
                0,
                compression + "actor-refs.advertisement-interval",
                ADVERTISEMENTS,
                compression + "manifests.advertisement-interval",
                ADVERTISEMENTS))
        .withFallback(ConfigFactory.load());
  }

  private static PeerRefs peersOf(ActorSystem<?> self, ActorSystem<?> other) {
    return PeerRefs.of(
        self,
        Map.of(EARLY, address(self).toString(), LATE, address(other).toString()),
        new PeerRefs.Self(EARLY, self.ignoreRef()));
  }

  private static Address address(ActorSystem<?> system) {
    return Cluster.get(system).selfMember().address();
  }

  private static void spawnRaft(ActorSystem<SpawnProtocol.Command> system, Queue<Long> heard) {
    var raft =
        Behaviors.receive(Raft.Message.class)
            .onMessage(
                Raft.Heartbeat.class,
                heartbeat -> {
                  heard.add(heartbeat.round());
                  return Behaviors.same();
                })
            .build();
    ActorRef<ActorRef<Raft.Message>> nobody = system.ignoreRef();
    system.tell(
        new SpawnProtocol.Spawn<>(
            raft, PeerRefs.RAFT, org.apache.pekko.actor.typed.Props.empty(), nobody));
  }
}
