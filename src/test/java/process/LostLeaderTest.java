package process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A put that a follower forwards to a leader that is dead: it is done once the next leader is
/// there, and done once.
@Tag("process")
final class LostLeaderTest {

  private static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(1);
  private static final int ROUNDS = 3;

  @RegisterExtension static final Cluster cluster = Cluster.shared();

  @Test
  void aPutThroughAFollowerTakesNoLongerThanTheElection() {
    List<Duration> gaps = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      Member follower = cluster.awaitFollower();
      put(follower, i, "before");
      cluster.awaitLeader().kill();
      long began = System.nanoTime();
      put(follower, i, "meanwhile");
      gaps.add(Duration.ofNanos(System.nanoTime() - began));
      assertThat(version(follower, i)).isEqualTo(2);
      cluster.heal();
    }
    System.out.printf("figure: a put through a follower after kill -9 of the leader: %s%n", gaps);
    assertThat(gaps.stream().sorted().toList().get(ROUNDS / 2))
        .as("median of %s", gaps)
        .isLessThan(ELECTION_TIMEOUT.multipliedBy(3));
  }

  private static void put(Member member, int round, String value) {
    var put = PutRequest.newBuilder().setKey(key(round)).setValue(Bytes.of(value)).build();
    var unused = member.kv(Member.PATIENCE).put(put);
  }

  private static long version(Member member, int round) {
    var range = RangeRequest.newBuilder().setKey(key(round)).build();
    return member.kv(Member.PATIENCE).range(range).getKvs(0).getVersion();
  }

  private static ByteString key(int round) {
    return Bytes.of("lost-leader/" + round);
  }
}
