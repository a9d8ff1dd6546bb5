package sampo;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// How long the ways between members have held.
final class HearingTest {

  private static final MemberId OTHER = new MemberId(2);
  private static final String ADDRESS = "pekko://sampo@b:1";

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - seconds(10));
  private final Hearing hearing = new Hearing(now::get);

  @Test
  void aWayHoldsSinceTheFirstWordAfterTheLastSilence() {
    long start = now.get();
    assertThat(hearing.holdSince(OTHER, start)).isFalse();
    hearing.heard(OTHER);
    pass(1);
    assertThat(hearing.holdSince(OTHER, start)).isFalse();
    assertThat(hearing.holdSince(OTHER, start + 1)).isTrue();
    pass(2);
    hearing.heard(OTHER);
    pass(3);
    assertThat(hearing.holdSince(OTHER, start + 1)).isTrue();
    pass(1);
    assertThat(hearing.holdSince(OTHER, start + 1)).isFalse();
    long again = now.get();
    hearing.heard(OTHER);
    assertThat(hearing.holdSince(OTHER, start + 1)).isFalse();
    assertThat(hearing.holdSince(OTHER, again + 1)).isTrue();
  }

  @Test
  void aMemberIsHeardByWhateverItsActorSystemSays() {
    hearing.heard(AddressFromURIString.parse(ADDRESS));
    assertThat(hearing.holdSince(OTHER, now.get() + 1)).isFalse();
    hearing.know(Map.of(ADDRESS, OTHER));
    hearing.heard(AddressFromURIString.parse(ADDRESS));
    assertThat(hearing.holdSince(OTHER, now.get() + 1)).isTrue();
  }

  /// Followers have nothing to say to each other, but the Pekko cluster has.
  @Test
  void membersThatSayNothingOfRaftAreHeardUntilTheyEnd() throws Exception {
    try (var one = start();
        var other = start()) {
      var itself = Cluster.get(other).selfMember().address();
      var heard = Hearing.of(one);
      heard.know(Map.of(itself.toString(), OTHER));
      for (var node : new ActorSystem<?>[] {one, other}) {
        Cluster.get(node).manager().tell(new Join(itself));
      }
      long start = System.nanoTime();
      await().until(() -> heard.holdSince(OTHER, System.nanoTime()));
      long then = System.nanoTime();
      await().until(() -> System.nanoTime() - then > seconds(4));
      assertThat(heard.holdSince(OTHER, then)).isTrue();
      assertThat(heard.holdSince(OTHER, start)).isFalse();
      other.terminate();
      await().until(() -> !heard.holdSince(OTHER, then));
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100));
  }

  private static ActorSystem<Void> start() {
    return ActorSystem.create(
        Behaviors.empty(),
        "sampo",
        ConfigFactory.parseMap(
                Map.of(
                    "pekko.remote.artery.canonical.hostname",
                    "127.0.0.1",
                    "pekko.remote.artery.canonical.port",
                    0))
            .withFallback(ConfigFactory.load()));
  }

  private void pass(long seconds) {
    now.addAndGet(seconds(seconds));
  }

  private static long seconds(long count) {
    return TimeUnit.SECONDS.toNanos(count);
  }
}
